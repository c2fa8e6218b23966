import { ORDER_LOOK_LIMITS, type OrderBook } from '@kefuhub/contract'
import { errors } from '../errors.js'
import type { Desk } from '../desk/desk.js'
import { inTime } from './neighbour.js'
import type { Orders } from './orders.js'

/** Orders as turns may ask for them: whose they are is read here, so that nothing a customer says decides it. */
export function createOrderBook (desk: Desk, orders: Orders): OrderBook {
  const { waitMs } = ORDER_LOOK_LIMITS
  return {
    async find (id, { number, limit = ORDER_LOOK_LIMITS.orders } = {}) {
      const contact = await desk.contacts.view(id)
      const found = contact === undefined ? [] : await orders.ofContact(contact, number?.slice(0, ORDER_LOOK_LIMITS.numberLength), waitMs)
      return {
        orders: found.flatMap(({ source, orders }) => orders.map((order) => ({ ...order, source })))
          .sort((one, other) => other.placedAt.getTime() - one.placedAt.getTime())
          .slice(0, Math.max(1, Math.min(limit, ORDER_LOOK_LIMITS.orders))),
        away: found.filter(({ state }) => state === 'failed').map(({ source }) => source)
      }
    },
    async parcels (id, { source, id: order }) {
      const contact = await desk.contacts.view(id)
      if (contact === undefined) throw new errors.KH_ERR_ORDER_NOT_FOUND(order)
      return await inTime(orders.logistics(source, order, contact), waitMs)
    }
  }
}
