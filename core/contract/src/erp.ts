import type { Static, TSchema } from 'typebox'
import type { FieldValue } from './field.js'
import type { PluginHub, PluginInstance } from './hub.js'
import type { ContactQuery } from './crm.js'
import { checkDefinition, type PluginDefinition } from './plugin.js'
import type { LocalizedText } from './text.js'
import type { TicketComment, TicketFile, TicketState, TicketView } from './ticket.js'

/** An amount of money. */
export interface Money {
  /** Decimal text, for example `199.00` or `-3.5`. */
  amount: string
  /** ISO 4217. */
  currency: string
}

/** How far an order is. */
export type OrderStatus = 'draft' | 'confirmed' | 'partly-shipped' | 'shipped' | 'done' | 'cancelled' | 'unknown'

/** Part of an order. */
export interface OrderLine {
  /** Unique in the order. */
  id: string
  sku: string
  title: string
  quantity: number
  shipped: number
  returned: number
  price?: Money
}

/** An order as an agent needs it. */
export interface Order {
  id: string
  /** Shown to people. */
  number: string
  /** The customer's or the marketplace's number. */
  externalNumber?: string
  status: OrderStatus
  /** The system's own word for its status. */
  rawStatus: string
  payment: 'unpaid' | 'partly-paid' | 'paid' | 'refunded' | 'unknown'
  total: Money
  placedAt: Date
  changedAt: Date
  /** Whose it is, so that the hub shows it to nobody else. Phones in E.164. */
  customer: { name?: string, phones: string[], emails: string[] }
  lines: OrderLine[]
  /** Page of the record, for the agent. */
  url?: string
}

/** Which orders; `number` alone, or something of the customer's, or both. */
export interface OrderQuery extends ContactQuery {
  /** The system's or the customer's number of the order. */
  number?: string
}

/** Where a parcel is. */
export interface Shipment {
  id: string
  number: string
  carrier?: string
  trackingNumbers: string[]
  trackingUrl?: string
  state: 'waiting' | 'moving' | 'delivered' | 'problem' | 'unknown'
  shippedAt?: Date
  deliveredAt?: Date
  /** Latest last. */
  steps: Array<{ at: Date, text: string }>
}

/** A wish to give something back. Made once per `key`. */
export interface ReturnRequest {
  key: string
  orderId: string
  kind: 'return' | 'refund' | 'exchange'
  reason: string
  lines: Array<{ lineId: string, quantity: number }>
}

/** A return in the other system: a draft that somebody there approves, unless the deployment said otherwise. */
export interface Return {
  id: string
  /** Shown to people. */
  number: string
  status: 'draft' | 'requested' | 'approved'
  url?: string
}

/** A ticket on its way to another system. */
export interface TicketExport {
  /** The same in every attempt and for every later change of the ticket; put it into the record, so that a repeat finds it. */
  key: string
  ticket: TicketView
  /** Absent: the ticket is new to the other system. */
  externalId?: string
  contact: { id?: string, name: string, phone?: string, email?: string }
  /** Values by the target's own names, as the mapping in the config says. */
  fields: Record<string, FieldValue>
  /** Those that the target does not have yet. */
  comments: TicketComment[]
  files: TicketFile[]
}

/** How a ticket stands in the other system. */
export interface ExportedTicket {
  externalId: string
  /** Shown to people. */
  externalNumber?: string
  url?: string
  /** The other system's own word. */
  status: string
  /** What that word means. A word that the plugin does not know is `in-progress`, never `closed`. */
  state: TicketState
  changedAt: Date
}

/** What the other system says of a ticket. */
export interface TicketNews extends ExportedTicket {
  /** Tells this piece of news from every other of the same plugin, and is the same when it is told again. At most 256 characters. */
  eventKey: string
  /** What somebody wrote there. */
  comment?: { text: string, isPublic: boolean, by?: string }
}

/** A page of news. */
export interface TicketChanges {
  tickets: TicketNews[]
  /** To be given back next time. Opaque text of the plugin's own, at most 4096 characters. */
  cursor: string
  /** True: call again at once. */
  more: boolean
}

/** Which tickets go into files: those that changed in a half-open stretch of time. The same stretch always has the same id. */
export interface TicketFilesJob {
  id: string
  from: Date
  to: Date
  /** Columns after the fixed ones: the names of all fields that the types have. */
  fieldNames: string[]
  /** What people call the types and the fields; what is not there, because the config no longer has it, keeps its name. */
  titles: { types: Array<{ id: string, title: LocalizedText }>, fields: Array<{ name: string, title: LocalizedText }> }
}

/** One row of an exported file. */
export interface TicketRow {
  ticket: TicketView
  contact: { name: string, phone?: string, email?: string }
  comments: TicketComment[]
}

/** A file that was written. */
export interface WrittenFile {
  name: string
  rows: number
  /** Size in bytes. */
  bytes: number
  /** Lower-case hex. */
  sha256: string
}

/** What an ERP gets besides the common things. */
export interface ErpHub extends PluginHub {
  /** Tells the hub that the other system moved a ticket or wrote on it. Durable when it resolves; a repeat changes nothing. */
  ticketChanged (news: TicketNews): Promise<void>
  /** Absolute path of a file or folder named in the options, relative to the config file. */
  resolvePath (path: string): string
}

/**
 * A running ERP or ticket system: it gives what it can. Failures are `Retryable` (with the wait that the system asks for),
 * `Rejected` (validation; says which field), `Unauthorized` (credentials or rights) or `Uncertain` (a write whose answer got
 * lost: the hub looks before it repeats).
 */
export interface ErpInstance extends PluginInstance {
  /** Latest first. */
  findOrders? (query: OrderQuery, limit: number): Promise<Order[]>
  getOrder? (id: string): Promise<Order | undefined>
  getLogistics? (orderId: string): Promise<Shipment[]>
  createReturn? (request: ReturnRequest): Promise<Return>
  /** The return that a lost call made; needed beside `createReturn`. */
  findReturn? (request: ReturnRequest): Promise<Return | undefined>
  /**
   * Creates a ticket, or brings the one with `externalId` up to date, with comments and files that are not there yet.
   * A repeat makes nothing twice: look by `key` before you create.
   */
  exportTicket? (ticket: TicketExport): Promise<ExportedTicket>
  /** What moved since the cursor; without one, from now on. For systems that cannot call back, or besides that. */
  ticketChanges? (cursor: string | undefined): Promise<TicketChanges>
  /** Writes files. The same job again writes the same files under the same names. */
  exportFiles? (job: TicketFilesJob, rows: AsyncIterable<TicketRow>, signal: AbortSignal): Promise<WrittenFile[]>
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
