import { randomUUID } from 'node:crypto'
import { SimulatedServer, type ErpStand, type OrderSeed, type ServedAnswer, type ServedCall, type SystemSimulator } from '@kefuhub/contract/testing'
import type { OrderRow, TicketRow } from '../wire.js'

/**
 * A simulation of the system for tests and demos: as strict as its documentation is.
 * It rests on an invented API; say here on what yours does.
 */

/** The wait that a busy system asks for, in milliseconds. */
export const WAIT_MS = 7000
export const TOKEN = 'a token of the simulator'

type Where = Partial<Record<'number' | 'phone' | 'email', string[]>>

class Shop {
  readonly orders = new Map<string, OrderRow>()
  readonly tickets = new Map<string, TicketRow>()

  add ({ number, customer, lines, placedAtMs }: OrderSeed): string {
    const id = randomUUID()
    const placedAt = new Date(placedAtMs).toISOString()
    this.orders.set(id, {
      id, number, state: 'open', currency: 'CNY', placedAt, changedAt: placedAt, customer, lines: lines.map((line, index) => ({ id: String(index), shipped: 0, returned: 0, ...line }))
    })
    return id
  }

  orderOf (id: string): OrderRow {
    const order = this.orders.get(id)
    if (order === undefined) throw new Error('there is no such order')
    return order
  }

  ticketOf (id: string): TicketRow {
    const ticket = this.tickets.get(id)
    if (ticket === undefined) throw new Error('there is no such ticket')
    return ticket
  }

  search ({ number, phone, email }: Where, limit: number): OrderRow[] {
    const fits = (wanted: string[] | undefined, value = ''): boolean => wanted === undefined || wanted.includes(value)
    return [...this.orders.values()]
      .filter((order) => fits(number, order.number) && fits(phone, order.customer.phone) && fits(email, order.customer.email?.toLowerCase()))
      .sort((a, b) => b.placedAt.localeCompare(a.placedAt)).slice(0, limit)
  }

  write (id: string, part: string | undefined, json: Record<string, never>): TicketRow {
    const before = this.tickets.get(id) ?? { id, key: '', subject: '', text: '', state: 'new', changedAt: '', comments: [], files: [] }
    const added = part === 'comments' || part === 'files' ? { [part]: [...before[part], json] } : json
    const row = { ...before, ...added, changedAt: new Date().toISOString() }
    this.tickets.set(id, row)
    return row
  }
}

function execute (shop: Shop, { method, url, body }: ServedCall): ServedAnswer {
  const [, resource, id, part] = url.pathname.split('/').map(decodeURIComponent)
  const json = (body.length > 0 ? JSON.parse(body.toString()) : {}) as Record<string, never>
  if (id === 'search') return { status: 200, body: shop.search(json['where'] ?? {}, Number(json['limit'])) }
  if (resource === 'orders') return shop.orders.has(id ?? '') ? { status: 200, body: shop.orders.get(id ?? '') } : { status: 404, body: { error: 'there is no such order' } }
  if (method === 'GET') return { status: 200, body: [...shop.tickets.values()].filter(({ key }) => key === url.searchParams.get('key')) }
  if (id !== undefined && !shop.tickets.has(id)) return { status: 404, body: { error: 'there is no such ticket' } }
  return { status: 200, body: shop.write(id ?? randomUUID(), part, json) }
}

/** Starts a system with the handles that tests need. */
export async function startErp (): Promise<ErpStand> {
  const shop = new Shop()
  const server = new SimulatedServer({
    kindOf: ({ method, url }) => method === 'GET' || url.pathname === '/orders/search' ? 'read' : 'write',
    refusal (fault) {
      if (fault === 'rejected') return { status: 422, body: { error: 'a rule of the system' } }
      if (fault === 'unauthorized') return { status: 401, body: { error: 'who are you?' } }
      return { status: 429, headers: fault === 'busy' ? {} : { 'retry-after': String(WAIT_MS / 1000) }, body: { error: 'too many calls' } }
    },
    answer: (call) => call.headers.authorization === `Bearer ${TOKEN}` ? execute(shop, call) : { status: 401, body: { error: 'who are you?' } }
  })
  return {
    options: { connection: { baseUrl: await server.listen(), auth: { bearer: { token: TOKEN } } } },
    ...server.handles,
    orders: {
      add: (seed) => shop.add(seed),
      ship (id) {
        const order = shop.orderOf(id)
        Object.assign(order, { state: 'sent', lines: order.lines.map((line) => ({ ...line, shipped: line.quantity })) })
      },
      cancel (id) { shop.orderOf(id).state = 'cancelled' },
      returns: () => []
    },
    tickets: {
      all: () => [...shop.tickets.values()].map(({ id, subject, text }) => ({ id, text: `${subject}\n${text}` })),
      comments: (id) => shop.ticketOf(id).comments.map(({ text }) => text),
      files: (id) => shop.ticketOf(id).files.map(({ name, content }) => ({ name, bytes: Buffer.from(content, 'base64') })),
      move (id, to) { shop.ticketOf(id).state = to === 'solved' ? 'done' : to === 'in-progress' ? 'doing' : 'on the moon' },
      comment (id, text) { shop.ticketOf(id).comments.push({ key: randomUUID(), text }) }
    }
  }
}

const simulator: SystemSimulator = {
  async start () {
    const { options, close } = await startErp()
    return { options, close }
  }
}

export default simulator
