import type { Order, Shipment } from './erp.js'

/** Bounds of a look at orders. */
export const ORDER_LOOK_LIMITS = {
  orders: 20,
  numberLength: 128,
  /** For each call, in milliseconds: a turn does not wait longer. What comes later is there for the next one. */
  waitMs: 2000
} as const

/** An order and the system that has it. */
export interface FoundOrder extends Order {
  /** Id of the plugin. */
  source: string
}

/** The orders of a customer, as far as the systems answered. */
export interface FoundOrders {
  /** Latest first, over all systems. */
  orders: FoundOrder[]
  /** Ids of the plugins whose systems did not answer in time. */
  away: string[]
}

/**
 * Orders and parcels in the connected systems. A customer has those whose phone number or e-mail address the hub knows as
 * theirs, and no others: whoever only names a number finds nothing. The same question again is answered from memory for a
 * while.
 */
export interface OrderBook {
  /**
   * The orders of a contact; none where the hub knows neither a phone number nor an e-mail address.
   * @param contact id
   * @param options `number` as the system or the customer has it; `limit` 1 to 20, default 20
   */
  find (contact: string, options?: { number?: string, limit?: number }): Promise<FoundOrders>
  /**
   * Where the parcels of an order are.
   * @throws Retryable while the system does not answer; KH_ERR_ORDER_NOT_FOUND, also for an order of somebody else
   */
  parcels (contact: string, order: { source: string, id: string }): Promise<Shipment[]>
}
