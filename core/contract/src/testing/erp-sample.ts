import type { ErpInstance, Order, ReturnRequest, TicketExport } from '../erp.js'
import type { TicketState } from '../ticket.js'
import type { ChannelRequest } from './channel-sample.js'
import type { SystemSample, SystemStand, Soon } from './system-sample.js'

/** An order as it stands in the ERP. */
export interface OrderSeed {
  /** The customer's or the marketplace's number, unique; where the ERP gives numbers of its own, keep it as `externalNumber`. */
  number: string
  customer: { name: string, phone?: string, email?: string }
  lines: Array<{ sku: string, title: string, quantity: number, /** Decimal text. */ price: string }>
  /** In milliseconds since 1970; each order's own. */
  placedAtMs: number
}

/** Orders of the ERP on the stand. */
export interface OrdersStand {
  /** Makes a confirmed order. @returns the ERP's id */
  add (seed: OrderSeed): Soon<string>
  /** Sends all of it to the customer. */
  ship (orderId: string, parcel: { carrier: string, trackingNumber: string }): Soon<void>
  cancel (orderId: string): Soon<void>
  /** The returns of an order: of each the id, and all that a person reads there. */
  returns (orderId: string): Soon<Array<{ id: string, text: string }>>
}

/** Tickets of the other system on the stand. */
export interface TicketsStand {
  /** All tickets: of each all that a person reads there, without comments. */
  all (): Soon<Array<{ id: string, text: string }>>
  /** The comments of a ticket in words, oldest first. */
  comments (ticketId: string): Soon<string[]>
  files (ticketId: string): Soon<Array<{ name: string, bytes: Buffer }>>
  /** Somebody there moves a ticket. `unheard-of`: to a status that the plugin cannot know. */
  move (ticketId: string, to: TicketMove): Soon<void>
  /** Somebody there writes to the customer. */
  comment (ticketId: string, text: string): Soon<void>
}

/** Where somebody moves a ticket. */
export type TicketMove = Extract<TicketState, 'in-progress' | 'solved'> | 'unheard-of'

/** Where the plugin's routes stand. */
export interface WebhookSite {
  baseUrl: string
  /** The options that the system knows of, with their defaults. */
  options: Record<string, unknown>
  /** The system's time, in milliseconds since 1970. */
  nowMs: number
}

/** How the other system calls back. */
export interface WebhookStand {
  /** The request with which the system tells what happened last to a ticket, signed. The same again after the same thing. */
  request (ticketId: string, site: WebhookSite): Soon<ChannelRequest>
}

/** Files that are written. */
export interface FilesStand {
  /** The names of all files at the place where they are written. */
  list (): Soon<string[]>
  read (name: string): Soon<Buffer>
}

/** An ERP or ticket system that runs on this machine. A part that the sample does not state may be absent. */
export interface ErpStand extends SystemStand {
  orders?: OrdersStand
  tickets?: TicketsStand
  webhook?: WebhookStand
  files?: FilesStand
}

/** What the kit must know of an ERP plugin. A part is `null` or false when, and only when, the instance has none of its methods. */
export interface ErpSample extends SystemSample<ErpStand> {
  /** `findOrders` and `getOrder`, both. */
  orders: { /** An id as the ERP gives them, of no order. */ unknownId: string } | null
  /** Whether there is `getLogistics`; needs `orders`. */
  logistics: boolean
  /** `createReturn` and `findReturn`; needs `orders`. `kind`: one that the ERP takes. */
  returns: { kind: ReturnRequest['kind'] } | null
  /** `exportTicket`. `fields`: what every ticket must carry, by the target's own names. */
  tickets: { fields?: TicketExport['fields'], takesFiles: boolean } | null
  /** `ticketChanges`; needs `tickets`. So many tickets that moved are at least three pages. */
  polling: { threePages: number } | null
  /** Routes that take the system's calls; needs `tickets`. */
  webhook: WebhookSample | null
  /** `exportFiles`. */
  files: { /** Values for the columns after the fixed ones. */ fieldNames: string[] } | null
}

/** What the kit must know of a webhook. */
export interface WebhookSample {
  /** Spoils a request so that it proves nothing any more. At least one. */
  forgeries: ReadonlyArray<{ name: string, forge: (request: ChannelRequest) => ChannelRequest }>
  /** Signs any body as the system would. */
  seal (body: Buffer, site: WebhookSite): ChannelRequest
  /** Bodies that are signed well and cannot be read; the kit adds empty, cut and binary ones. */
  malformed: ReadonlyArray<{ name: string, payload: Buffer }>
  /** An untouched request this much later is refused. `null`: the system's requests carry no time. */
  staleAfterMs: number | null
  /** A longer request body is refused with 413. */
  maxBodyBytes: number
}

/** The methods of an instance that belong to each part of a sample. */
export const ERP_PARTS = {
  orders: ['findOrders', 'getOrder'],
  logistics: ['getLogistics'],
  returns: ['createReturn', 'findReturn'],
  tickets: ['exportTicket'],
  polling: ['ticketChanges'],
  files: ['exportFiles']
} as const satisfies Partial<Record<keyof ErpSample, ReadonlyArray<keyof ErpInstance>>>

/** The statuses that a seeded order may have, by what happened to it. */
export const ORDER_STATUSES = {
  confirmed: ['confirmed'], shipped: ['shipped', 'done'], cancelled: ['cancelled']
} as const satisfies Record<string, ReadonlyArray<Order['status']>>
