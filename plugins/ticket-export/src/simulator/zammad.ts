import { createHmac, randomUUID } from 'node:crypto'
import { jsonOf, Router, type Answer, type Call } from './call.js'
import { countOf, pageOf } from './pages.js'
import type { Manners, System } from './server.js'
import { Webhooks } from './webhooks.js'
import { parseQuery } from './zammad-query.js'
import { articleJson, invalid, mistakeInArticle, mistakeInTicket, toJson, type ZammadArticle, type ZammadTicket } from './zammad-ticket.js'

/** Who may call, and how the simulated Zammad is set up. */
export interface ZammadSettings {
  token: string
  webhookSecret?: string
  /** Default: `Users` and `Support`. */
  groups?: readonly string[]
  /** Attributes of tickets made in the object manager. Default: `hub_op_id`. */
  attributes?: readonly string[]
  /** How long the search does not see what changed, in milliseconds; default 0. */
  lagMs?: number
  /** The wait that a busy system asks for, in seconds; default 1. */
  waitS?: number
  /** Milliseconds since 1970; default: the machine's clock. */
  now?: () => number
}

/** Zammad gives no larger pages. */
const MOST_PER_PAGE = 200
const NOT_AUTHENTICATED: Answer = { status: 401, body: { error: 'Invalid token!', error_human: 'Invalid token!' } }

/**
 * A simulator of Zammad: tickets, articles, the search with a lag, signed webhooks. It rests on Zammad's published API documentation as
 * far as the plugin uses it.
 */
export class ZammadSystem implements System {
  readonly tickets = new Map<number, ZammadTicket>()
  readonly webhooks = new Webhooks()
  readonly router = new Router()
  readonly manners: Manners
  readonly #settings: ZammadSettings
  readonly #now: () => number
  /** What the search sees: of each ticket the states that it had, oldest first. */
  readonly #index: Array<{ atMs: number, id: number, json: Record<string, unknown> }> = []
  #ids = 0

  constructor (settings: ZammadSettings) {
    this.#settings = settings
    this.#now = settings.now ?? Date.now
    this.manners = {
      busy: { status: 429, body: { error: 'Too many requests' } },
      busyWithWait: { status: 503, headers: { 'retry-after': String(settings.waitS ?? 1) }, body: 'Service Unavailable' },
      unauthorized: NOT_AUTHENTICATED,
      rejected: invalid('The request was refused by a rule'),
      unknown: { status: 404, body: { error: 'No route matches', error_human: 'No route matches' } }
    }
    this.router
      .add('write', 'POST', '/api/v1/tickets', (call) => this.#create(call))
      .add('read', 'GET', '/api/v1/tickets/search', (call) => this.#search(call))
      .add('read', 'GET', '/api/v1/tickets/:id', (_call, { id }) => this.#show(id))
      .add('write', 'PUT', '/api/v1/tickets/:id', (call, { id }) => this.#update(call, id))
      .add('read', 'GET', '/api/v1/ticket_articles/by_ticket/:id', (_call, { id }) => this.#articles(id))
      .add('write', 'POST', '/api/v1/ticket_articles', (call) => this.#write(call))
  }

  check (call: Call): Answer | undefined {
    return call.headers.authorization === `Token token=${this.#settings.token}` ? undefined : NOT_AUTHENTICATED
  }

  /** An agent moves a ticket. */
  move (id: number, state: string): void {
    const ticket = this.#get(id)
    ticket.state = state
    this.#touch(ticket)
    this.#tell(ticket)
  }

  /** An agent writes on a ticket. */
  comment (id: number, body: string, isPublic = true): void {
    const ticket = this.#get(id)
    const article = this.#addArticle(ticket, { body, type: 'web', internal: !isPublic, sender: 'Agent' }, 'Agent Smith <agent@zammad.test>')
    this.#tell(ticket, article)
  }

  /** The headers that Zammad puts on a call. */
  sign (body: Buffer, deliveryId: string): Record<string, string> {
    const signature = createHmac('sha1', this.#settings.webhookSecret ?? '').update(body).digest('hex')
    return {
      'content-type': 'application/json; charset=utf-8', 'x-zammad-trigger': 'Tell the hub', 'x-zammad-delivery': deliveryId, 'x-hub-signature': `sha1=${signature}`
    }
  }

  #create (call: Call): Answer {
    const input = jsonOf(call)
    if (input === undefined) return { status: 400, body: { error: 'Invalid JSON', error_human: 'Invalid JSON' } }
    const article = input.article as Record<string, unknown> | undefined
    const customer = String(input.customer ?? input.customer_id ?? '').replace(/^guess:/, '')
    const mistake = input.title === undefined || input.group === undefined
      ? invalid(`Missing required value for field '${input.title === undefined ? 'title' : 'group'}'!`)
      : mistakeInTicket(input, this.#groups, this.#attributes) ?? mistakeInArticle(article)
    if (mistake !== undefined) return mistake
    if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(customer)) return invalid("Missing required value for field 'customer_id'!")
    const time = this.#time()
    const id = ++this.#ids
    const ticket: ZammadTicket = {
      id,
      number: String(31_000 + id),
      title: '',
      group: '',
      state: 'new',
      priority: '2 normal',
      customer,
      pending_time: null,
      created_at: time,
      updated_at: time,
      tags: String(input.tags ?? '').split(',').filter((tag) => tag !== ''),
      more: Object.fromEntries(this.#attributes.map((name) => [name, null])),
      articles: []
    }
    this.#assign(ticket, input)
    this.tickets.set(id, ticket)
    this.#addArticle(ticket, article ?? {}, customer)
    return { status: 201, body: toJson(ticket) }
  }

  #search ({ query }: Call): Answer {
    try {
      const matches = parseQuery(query.get('query') ?? '')
      const seen = new Map(this.#index.filter(({ atMs }) => atMs + (this.#settings.lagMs ?? 0) <= this.#now()).map(({ id, json }) => [id, json]))
      const sign = query.get('order_by') === 'desc' ? -1 : 1
      const order = query.get('sort_by') ?? 'id'
      const found = [...seen.values()].filter(matches).sort((one, other) => {
        const [a, b] = [one[order], other[order]]
        return sign * (typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b)) || Number(one.id) - Number(other.id))
      })
      const size = countOf(query.get('per_page') ?? query.get('limit'), 50, MOST_PER_PAGE)
      return { status: 200, body: pageOf(found, countOf(query.get('page'), 1), size) }
    } catch (error) {
      return invalid((error as Error).message)
    }
  }

  #show (id = ''): Answer {
    const ticket = this.tickets.get(Number(id))
    return ticket === undefined ? notFound(id) : { status: 200, body: toJson(ticket) }
  }

  #update (call: Call, id = ''): Answer {
    const ticket = this.tickets.get(Number(id))
    if (ticket === undefined) return notFound(id)
    const input = jsonOf(call)
    const mistake = input === undefined ? invalid('Invalid JSON') : mistakeInTicket(input, this.#groups, this.#attributes)
    if (mistake !== undefined || input === undefined) return mistake ?? invalid('Invalid JSON')
    this.#assign(ticket, input)
    this.#touch(ticket)
    return { status: 200, body: toJson(ticket) }
  }

  #articles (id = ''): Answer {
    const ticket = this.tickets.get(Number(id))
    return ticket === undefined ? notFound(id) : { status: 200, body: ticket.articles.map(articleJson) }
  }

  #write (call: Call): Answer {
    const input = jsonOf(call)
    const mistake = mistakeInArticle(input)
    if (mistake !== undefined || input === undefined) return mistake ?? invalid('Invalid JSON')
    const ticket = this.tickets.get(Number(input.ticket_id))
    if (ticket === undefined) return notFound(String(input.ticket_id))
    return { status: 201, body: articleJson(this.#addArticle(ticket, input, 'Hub <hub@zammad.test>')) }
  }

  #assign (ticket: ZammadTicket, input: Record<string, unknown>): void {
    for (const name of ['title', 'group', 'state', 'priority', 'pending_time'] as const) {
      if (input[name] !== undefined) Object.assign(ticket, { [name]: input[name] })
    }
    for (const name of this.#attributes) if (input[name] !== undefined) ticket.more[name] = input[name]
  }

  #addArticle (ticket: ZammadTicket, input: Record<string, unknown>, from: string): ZammadArticle {
    const attachments = (input.attachments ?? []) as Array<Record<string, string>>
    const article: ZammadArticle = {
      id: ++this.#ids,
      ticket_id: ticket.id,
      type: String(input.type ?? 'note'),
      sender: String(input.sender ?? 'Agent'),
      from,
      subject: String(input.subject ?? ''),
      body: String(input.body),
      content_type: String(input.content_type ?? 'text/plain'),
      internal: input.internal === true,
      created_at: this.#time(),
      attachments: attachments.map(({ filename = '', data = '' }) => {
        const content = Buffer.from(data, 'base64')
        return { id: ++this.#ids, filename, size: content.length, content }
      })
    }
    ticket.articles.push(article)
    this.#touch(ticket)
    return article
  }

  #touch (ticket: ZammadTicket): void {
    ticket.updated_at = this.#time()
    this.#index.push({ atMs: this.#now(), id: ticket.id, json: toJson(ticket) })
  }

  #tell (ticket: ZammadTicket, article?: ZammadArticle): void {
    const body = Buffer.from(JSON.stringify({ ticket: toJson(ticket), article: article === undefined ? {} : articleJson(article) }))
    this.webhooks.tell(String(ticket.id), { headers: this.sign(body, randomUUID()), body })
  }

  get #groups (): readonly string[] { return this.#settings.groups ?? ['Users', 'Support'] }

  get #attributes (): readonly string[] { return this.#settings.attributes ?? ['hub_op_id'] }

  #get (id: number): ZammadTicket {
    const ticket = this.tickets.get(id)
    if (ticket === undefined) throw new RangeError(`There is no ticket ${id}`)
    return ticket
  }

  #time (): string { return new Date(this.#now()).toISOString() }
}

function notFound (id: string): Answer {
  const error = `Couldn't find Ticket with 'id'=${id}`
  return { status: 404, body: { error, error_human: error } }
}
