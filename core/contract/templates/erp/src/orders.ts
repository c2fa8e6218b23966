import { phoneSpellings, toE164, type Order, type OrderQuery, type OrderStatus } from '@kefuhub/contract'
import type { Client } from './client.js'
import type { OrderRow } from './wire.js'

/** What the system's words mean. */
const STATUSES: ReadonlyMap<string, OrderStatus> = new Map([['open', 'confirmed'], ['sent', 'shipped'], ['cancelled', 'cancelled']])

/** The orders of the system. */
export class Orders {
  readonly #client: Client

  constructor (client: Client) { this.#client = client }

  async find ({ number, phone, email }: OrderQuery, limit: number): Promise<Order[]> {
    // What customers write goes into a body of JSON, never into a query of words.
    const where = {
      ...(number !== undefined && { number: [number] }),
      ...(phone !== undefined && { phone: phoneSpellings(phone) }),
      ...(email !== undefined && { email: [email.toLowerCase()] })
    }
    const rows = await this.#client.call<OrderRow[]>({ method: 'POST', path: '/orders/search', body: { where, limit }, isWrite: false })
    return rows?.map(toOrder) ?? []
  }

  async get (id: string): Promise<Order | undefined> {
    const row = await this.#client.call<OrderRow>({ method: 'GET', path: `/orders/${encodeURIComponent(id)}`, accept404: true })
    return row && toOrder(row)
  }
}

function toOrder ({ id, number, state, currency, placedAt, changedAt, customer: { name, phone, email }, lines }: OrderRow): Order {
  // Cents, so that nothing is lost in fractions.
  const cents = lines.reduce((sum, { quantity, price }) => sum + quantity * Math.round(Number(price) * 100), 0)
  return {
    id,
    number,
    status: STATUSES.get(state) ?? 'unknown',
    rawStatus: state,
    payment: 'unknown',
    total: { amount: (cents / 100).toFixed(2), currency },
    placedAt: new Date(placedAt),
    changedAt: new Date(changedAt),
    customer: { name, phones: phone === undefined ? [] : [toE164(phone) ?? phone], emails: email === undefined ? [] : [email] },
    lines: lines.map(({ price, ...line }) => ({ ...line, price: { amount: price, currency } }))
  }
}
