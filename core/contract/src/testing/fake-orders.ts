import type { Shipment } from '../erp.js'
import { ORDER_LOOK_LIMITS, type FoundOrder, type OrderBook } from '../orders.js'
import { Retryable } from '../errors.js'
import { testingErrors } from './errors.js'

/** An order of a test, with its parcels. */
export interface FakeOrder extends FoundOrder { parcels?: Shipment[] }

/** Orders of connected systems in memory; a test puts them in, by contact. */
export class FakeOrders implements OrderBook {
  readonly ofContacts = new Map<string, FakeOrder[]>()
  /** What no system answers to. */
  away: 'none' | 'all' | 'parcels' = 'none'

  async find (contact: string, { number, limit = ORDER_LOOK_LIMITS.orders }: { number?: string, limit?: number } = {}): ReturnType<OrderBook['find']> {
    if (!Number.isInteger(limit) || limit < 1 || limit > ORDER_LOOK_LIMITS.orders) throw new testingErrors.KH_ERR_TESTING_MISUSE(`limit must be 1 to ${ORDER_LOOK_LIMITS.orders}`)
    const all = this.ofContacts.get(contact) ?? []
    if (this.away === 'all') return { orders: [], away: ['erp'] }
    const found = all.filter((order) => number === undefined || order.number === number || order.externalNumber === number)
    return { orders: found.map(({ parcels, ...order }) => order).sort((one, other) => other.placedAt.getTime() - one.placedAt.getTime()).slice(0, limit), away: [] }
  }

  async parcels (contact: string, { source, id }: { source: string, id: string }): Promise<Shipment[]> {
    if (this.away !== 'none') throw new Retryable('No answer')
    const order = this.ofContacts.get(contact)?.find((order) => order.source === source && order.id === id)
    if (order === undefined) throw Object.assign(new Error(`This customer has no order '${id}'`), { code: 'KH_ERR_ORDER_NOT_FOUND' })
    return order.parcels ?? []
  }
}
