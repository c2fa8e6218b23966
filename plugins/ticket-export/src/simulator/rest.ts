import { createHmac, randomUUID } from 'node:crypto'
import { jsonOf, Router, type Answer, type Call } from './call.js'
import { countOf, pageOf } from './pages.js'
import { orderJson, type ShopOrder, type ShopReturn } from './rest-shop.js'
import { mistakeIn, ticketJson, type DeskTicket } from './rest-ticket.js'
import type { Manners, System } from './server.js'
import { Webhooks } from './webhooks.js'

/** Who may call, and how strict the simulator is. */
export interface RestSettings {
  token: string
  /** Of Standard Webhooks: `whsec_…`. */
  webhookSecret?: string
  /** Records of a page; default 50. */
  pageSize?: number
  /** Whether `Idempotency-Key` is kept; default true. */
  isIdempotent?: boolean
  /** The wait that a busy system asks for, in seconds; default 1. */
  waitS?: number
  /** Milliseconds since 1970; default: the machine's clock. */
  now?: () => number
}

const NOT_FOUND: Answer = { status: 404, body: { error: 'not_found', message: 'There is no such record' } }
const NOT_AUTHENTICATED: Answer = { status: 401, body: { error: 'unauthorized', message: 'The token is missing or wrong' } }

/**
 * A simulator of what a company wrote for itself: a ticket system and an ERP with a REST API. It rests on nothing but the examples of
 * this package's README, and is as strict as a careful developer makes such a thing.
 */
export class RestSystem implements System {
  readonly tickets = new Map<number, DeskTicket>()
  readonly orders = new Map<number, ShopOrder>()
  readonly webhooks = new Webhooks()
  readonly router = new Router()
  readonly manners: Manners
  readonly #settings: RestSettings
  readonly #now: () => number
  readonly #kept = new Map<string, Answer>()
  #ids = 1000

  constructor (settings: RestSettings) {
    this.#settings = settings
    this.#now = settings.now ?? Date.now
    this.manners = {
      busy: { status: 429, body: { error: 'busy', message: 'Too many calls' } },
      busyWithWait: { status: 503, headers: { 'retry-after': String(settings.waitS ?? 1) }, body: { error: 'busy', message: 'Maintenance' } },
      unauthorized: NOT_AUTHENTICATED,
      rejected: { status: 422, body: { error: 'invalid', message: 'A rule refused it' } },
      unknown: { status: 404, body: { error: 'no_route', message: 'There is no such address' } }
    }
    this.router
      .add('write', 'POST', '/api/tickets', (call) => this.#once(call, () => this.#create(call)))
      .add('read', 'GET', '/api/tickets', (call) => this.#list(call))
      .add('read', 'GET', '/api/tickets/:id', (_call, { id }) => this.#withTicket(id, (ticket) => ({ status: 200, body: { data: ticketJson(ticket) } })))
      .add('write', 'PATCH', '/api/tickets/:id', (call, { id }) => this.#withTicket(id, (ticket) => this.#update(call, ticket)))
      .add('read', 'GET', '/api/tickets/:id/notes', (call, { id }) => this.#withTicket(id, ({ notes }) => this.#pageOf(call, notes, 'notes')))
      .add('write', 'POST', '/api/tickets/:id/notes', (call, { id }) => this.#withTicket(id, (ticket) => this.#once(call, () => this.#write(call, ticket))))
      .add('read', 'GET', '/api/tickets/:id/files', (call, { id }) => this.#withTicket(id, ({ files }) => this.#pageOf(call, files.map(({ id, name, content }) => ({ id, name, size: content.length })), 'files')))
      .add('write', 'POST', '/api/tickets/:id/files', (call, { id }) => this.#upload(call, id))
      .add('read', 'GET', '/api/orders', (call) => this.#findOrders(call))
      .add('read', 'GET', '/api/orders/:id', (_call, { id }) => this.#withOrder(id, (order) => ({ status: 200, body: orderJson(order) })))
      .add('read', 'GET', '/api/orders/:id/parcels', (_call, { id }) => this.#withOrder(id, ({ parcels }) => ({ status: 200, body: { parcels } })))
      .add('write', 'POST', '/api/orders/:id/returns', (call, { id }) => this.#withOrder(id, (order) => this.#giveBack(call, order)))
      .add('read', 'GET', '/api/returns', ({ query }) => this.#findReturns(query.get('ref')))
  }

  check (call: Call): Answer | undefined {
    return call.headers.authorization === `Bearer ${this.#settings.token}` ? undefined : NOT_AUTHENTICATED
  }

  /** Somebody moves a ticket. */
  move (id: number, state: string): void {
    const ticket = this.#get(id)
    Object.assign(ticket, { state, updatedAt: this.#time() })
    this.#tell(ticket, 'ticket.moved', {})
  }

  /** Somebody writes on a ticket. */
  comment (id: number, text: string, isPublic = true): void {
    const ticket = this.#get(id)
    const note = this.#addNote(ticket, text, isPublic, 'Wang')
    this.#tell(ticket, 'ticket.noted', { note })
  }

  /** The headers of Standard Webhooks. @param atMs when it is sent */
  sign (body: Buffer, atMs: number, id: string): Record<string, string> {
    const time = String(Math.floor(atMs / 1000))
    const key = Buffer.from((this.#settings.webhookSecret ?? '').replace(/^whsec_/, ''), 'base64')
    const signature = createHmac('sha256', key).update(`${id}.${time}.`).update(body).digest('base64')
    return { 'content-type': 'application/json', 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': `v1,${signature}` }
  }

  /** Somebody sells something. */
  sell (order: { no: string, buyer: ShopOrder['buyer'], items: Array<Pick<ShopOrder['items'][number], 'sku' | 'title' | 'qty' | 'price'>>, atMs: number }): ShopOrder {
    const at = new Date(order.atMs).toISOString()
    const made: ShopOrder = {
      id: ++this.#ids,
      no: order.no,
      state: 'NEW',
      buyer: order.buyer,
      items: order.items.map((item, index) => ({ ...item, pos: index + 1, sent: 0, back: 0 })),
      createdAt: at,
      updatedAt: at,
      parcels: [],
      returns: []
    }
    this.orders.set(made.id, made)
    return made
  }

  /** Somebody sends all of an order. */
  ship (id: number, parcel: { carrier: string, waybill: string }): void {
    const order = this.orders.get(id)
    if (order === undefined) throw new RangeError(`There is no order ${id}`)
    for (const item of order.items) item.sent = item.qty
    order.state = 'SENT'
    order.parcels.push({ id: ++this.#ids, ...parcel, sentAt: this.#time() })
  }

  #create (call: Call): Answer {
    const input = jsonOf(call)
    const mistake = input === undefined ? this.manners.rejected : mistakeIn(input, true)
    if (mistake !== undefined || input === undefined) return mistake ?? this.manners.rejected
    const id = ++this.#ids
    const ticket: DeskTicket = {
      id, number: `D-${id}`, ref: '', title: '', body: '', state: 'open', prio: 'normal', mail: '', extra: {}, updatedAt: this.#time(), notes: [], files: []
    }
    this.tickets.set(id, Object.assign(ticket, input))
    return { status: 201, body: { data: ticketJson(ticket) } }
  }

  #update (call: Call, ticket: DeskTicket): Answer {
    const input = jsonOf(call)
    const mistake = input === undefined ? this.manners.rejected : mistakeIn(input, false)
    if (mistake !== undefined || input === undefined) return mistake ?? this.manners.rejected
    Object.assign(ticket, input, { updatedAt: this.#time() })
    return { status: 200, body: { data: ticketJson(ticket) } }
  }

  #list (call: Call): Answer {
    const ref = call.query.get('ref')
    const since = call.query.get('since')
    const found = [...this.tickets.values()].filter((ticket) => (ref === null || ticket.ref === ref) && (since === null || Date.parse(ticket.updatedAt) >= Date.parse(since)))
    return this.#pageOf(call, found.map(ticketJson), 'tickets')
  }

  #write (call: Call, ticket: DeskTicket): Answer {
    const { text, public: isPublic, author } = jsonOf(call) ?? {}
    if (typeof text !== 'string' || text === '') return { status: 422, body: { error: 'invalid', message: 'text is missing' } }
    return { status: 201, body: this.#addNote(ticket, text, isPublic === true, String(author ?? 'Hub')) }
  }

  async #upload (call: Call, id = ''): Promise<Answer> {
    const ticket = this.tickets.get(Number(id))
    if (ticket === undefined) return NOT_FOUND
    const form = await new Response(new Uint8Array(call.body), { headers: { 'content-type': String(call.headers['content-type']) } }).formData().catch(() => undefined)
    const file = form?.get('file')
    if (file === undefined || file === null || typeof file === 'string') return { status: 422, body: { error: 'invalid', message: 'file is missing' } }
    ticket.files.push({ id: ++this.#ids, name: file.name, content: Buffer.from(await file.arrayBuffer()) })
    return { status: 201, body: { id: this.#ids } }
  }

  #findOrders ({ query }: Call): Answer {
    const [no, phone, mail] = [query.get('no'), query.get('phone'), query.get('mail')]
    const found = [...this.orders.values()].filter(({ no: own, buyer }) => (no === null || own === no) && (phone === null || buyer.phone === phone) && (mail === null || buyer.mail.toLowerCase() === mail.toLowerCase()))
    const orders = found.sort((one, other) => other.createdAt.localeCompare(one.createdAt)).slice(0, countOf(query.get('limit'), 20, 100))
    return { status: 200, body: { orders: orders.map(orderJson) } }
  }

  #giveBack (call: Call, order: ShopOrder): Answer {
    const input = jsonOf(call) as Omit<ShopReturn, 'id' | 'orderId'> | undefined
    if (input === undefined || typeof input.ref !== 'string' || !Array.isArray(input.lines) || input.lines.length === 0) return { status: 422, body: { error: 'invalid', message: 'ref and lines are needed' } }
    for (const { pos, qty } of input.lines) {
      const item = order.items.find((item) => item.pos === pos)
      if (item === undefined || !(qty > 0) || item.back + qty > item.sent) return { status: 422, body: { error: 'invalid', message: `line ${pos} cannot come back` } }
    }
    for (const { pos, qty } of input.lines) for (const item of order.items) if (item.pos === pos) item.back += qty
    const made = { ...input, id: ++this.#ids, orderId: order.id }
    order.returns.push(made)
    return { status: 201, body: returnJson(made) }
  }

  #findReturns (ref: string | null): Answer {
    const found = [...this.orders.values()].flatMap(({ returns }) => returns).filter((made) => ref === null || made.ref === ref)
    return { status: 200, body: { returns: found.map(returnJson) } }
  }

  #once (call: Call, work: () => Answer): Answer {
    const key = call.headers['idempotency-key']
    if (typeof key !== 'string' || this.#settings.isIdempotent === false) return work()
    const name = `${call.path} ${key}`
    const answer = this.#kept.get(name) ?? work()
    if (answer.status < 300) this.#kept.set(name, answer)
    return answer
  }

  #pageOf ({ query }: Call, list: readonly unknown[], name: string): Answer {
    const page = countOf(query.get('page'), 1)
    return { status: 200, body: { [name]: pageOf(list, page, this.#settings.pageSize ?? 50), total: list.length } }
  }

  #addNote (ticket: DeskTicket, text: string, isPublic: boolean, author: string): DeskTicket['notes'][number] {
    const note = { id: ++this.#ids, text, public: isPublic, author, createdAt: this.#time() }
    ticket.notes.push(note)
    ticket.updatedAt = note.createdAt
    return note
  }

  #tell (ticket: DeskTicket, type: string, more: object): void {
    const body = Buffer.from(JSON.stringify({ type, timestamp: ticket.updatedAt, data: { ticket: ticketJson(ticket), ...more } }))
    this.webhooks.tell(String(ticket.id), { headers: this.sign(body, this.#now(), `msg_${randomUUID()}`), body })
  }

  #withTicket (id: string | undefined, work: (ticket: DeskTicket) => Answer): Answer {
    const ticket = this.tickets.get(Number(id))
    return ticket === undefined ? NOT_FOUND : work(ticket)
  }

  #withOrder (id: string | undefined, work: (order: ShopOrder) => Answer): Answer {
    const order = this.orders.get(Number(id))
    return order === undefined ? NOT_FOUND : work(order)
  }

  #get (id: number): DeskTicket {
    const ticket = this.tickets.get(id)
    if (ticket === undefined) throw new RangeError(`There is no ticket ${id}`)
    return ticket
  }

  #time (): string { return new Date(this.#now()).toISOString() }
}

function returnJson ({ id, ref, orderId, kind, reason, lines }: ShopReturn): Record<string, unknown> {
  return { id, no: `R-${id}`, ref, orderId, kind, reason, lines, state: 'asked' }
}
