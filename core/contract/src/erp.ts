import type { Static, TSchema } from 'typebox'
import type { PluginHub, PluginInstance } from './hub.js'
import type { ContactQuery } from './crm.js'
import { checkDefinition, type PluginDefinition } from './plugin.js'

/** An amount of money in the currency's smallest unit. */
export interface Money {
  /** Integer, for example fen or cents. */
  amount: number
  /** ISO 4217. */
  currency: string
}

/** An order as an agent needs it. */
export interface Order {
  id: string
  /** Shown to people. */
  number: string
  status: 'open' | 'paid' | 'shipped' | 'done' | 'cancelled' | 'returned'
  total: Money
  placedAt: Date
  lines: Array<{ sku: string, title: string, quantity: number, price: Money }>
  url?: string
}

/** Where a parcel is. */
export interface Logistics {
  carrier: string
  trackingNumber: string
  state: 'waiting' | 'moving' | 'delivered' | 'problem'
  steps: Array<{ at: Date, text: string }>
}

/** A wish to give something back. Made once per `key`. */
export interface ReturnRequest {
  key: string
  orderId: string
  reason: string
  lines: Array<{ sku: string, quantity: number }>
}

/** A ticket on its way to another system. Made once per `key`. */
export interface TicketExport {
  key: string
  number: string
  type: string
  subject: string
  description: string
  priority: 'low' | 'normal' | 'high' | 'urgent'
  contact: { name: string, phone?: string, email?: string }
  fields: Record<string, string | number | boolean | null>
  attachments: Array<{ mediaId: string, name: string }>
}

/** A ticket in the other system. */
export interface ExportedTicket {
  externalId: string
  status: string
  url?: string
}

/** What an ERP gets besides the common things. */
export interface ErpHub extends PluginHub {
  /** Tells the hub that the other system moved a ticket. Durable when it resolves. */
  ticketChanged (ticket: ExportedTicket): Promise<void>
}

/** A running ERP or ticket system. Failures are `Retryable`, `Rejected` or `Unauthorized`. */
export interface ErpInstance extends PluginInstance {
  findOrders? (query: ContactQuery, limit: number): Promise<Order[]>
  getOrder? (id: string): Promise<Order | undefined>
  getLogistics? (orderId: string): Promise<Logistics[]>
  createReturn? (request: ReturnRequest): Promise<{ id: string }>
  exportTicket? (ticket: TicketExport): Promise<ExportedTicket>
}

/** An ERP or ticket-system plugin. */
export interface ErpDefinition<S extends TSchema = TSchema> extends PluginDefinition<S> {
  readonly kind: 'erp'
  setup (hub: ErpHub, options: Static<S>): ErpInstance | Promise<ErpInstance>
}

/** Makes an ERP plugin: the package's default export. @throws KH_ERR_CONTRACT_DEFINITION */
export function defineErp<S extends TSchema> (plugin: Omit<ErpDefinition<S>, 'kind'>): ErpDefinition<S> {
  const definition = { kind: 'erp', ...plugin } as const
  checkDefinition(definition)
  return definition
}
