import { createHmac, randomUUID } from 'node:crypto'
import { jsonOf, Router, type Answer, type Call, type Route } from './call.js'
import { countOf } from './pages.js'
import type { Manners, System } from './server.js'
import { Webhooks } from './webhooks.js'
import { Window } from './window.js'
import { NOT_AUTHENTICATED, NOT_FOUND, rateLimited, recordInvalid } from './zendesk-errors.js'
import { IdempotencyKeys } from './zendesk-idempotency.js'
import { assign, mistakeIn, toJson, type TicketInput, type ZendeskComment, type ZendeskFile, type ZendeskTicket } from './zendesk-ticket.js'

/** Who may call, and how strict the simulator is. */
export interface ZendeskSettings {
  /** With it the token is an API token, without it an OAuth token. */
  email?: string
  token: string
  webhookSecret?: string
  /** Calls per minute; default: no bound, on the incremental export neither. */
  callsPerMinute?: number
  /** Updates of one ticket within ten minutes; default 30. */
  updatesPerTicket?: number
  /** Tickets in a page of the incremental export; default 1000. */
  pageSize?: number
  /** The wait that a busy system asks for, in seconds; default 1. */
  waitS?: number
  /** Milliseconds since 1970; default: the machine's clock. */
  now?: () => number
}

const API_USER = 1
const AGENT = 2
const MINUTE_MS = 60_000

/**
 * A simulator of Zendesk Support: tickets, comments, uploads, the incremental export, signed webhooks. It rests on what Zendesk
 * publishes of its API as far as the plugin uses it, and refuses properties of tickets that Zendesk would silently drop.
 */
export class ZendeskSystem implements System {
  readonly tickets = new Map<number, ZendeskTicket>()
  readonly webhooks = new Webhooks()
  readonly router = new Router()
  readonly manners: Manners
  readonly #settings: ZendeskSettings
  readonly #now: () => number
  readonly #minute: Window | undefined
  readonly #exportMinute: Window | undefined
  readonly #updates = new Map<number, Window>()
  readonly #keys: IdempotencyKeys
  readonly #uploads = new Map<string, ZendeskFile>()
  readonly #users = new Map<string, number>()
  #ids = 100

  constructor (settings: ZendeskSettings) {
    this.#settings = settings
    this.#now = settings.now ?? Date.now
    this.#keys = new IdempotencyKeys(this.#now)
    if (settings.callsPerMinute !== undefined) {
      this.#minute = new Window(settings.callsPerMinute, MINUTE_MS, this.#now)
      this.#exportMinute = new Window(10, MINUTE_MS, this.#now)
    }
    this.manners = {
      busy: { status: 429, body: { error: 'TooManyRequests', description: 'Too many concurrent requests' } },
      busyWithWait: rateLimited(settings.waitS ?? 1, 'Number of allowed API requests per minute exceeded'),
      unauthorized: NOT_AUTHENTICATED,
      rejected: recordInvalid('base', 'Group: is invalid'),
      unknown: { status: 404, body: { error: 'InvalidEndpoint', description: 'Not found' } },
      failures: [
        { status: 500, body: { error: 'InternalError' } },
        { status: 502, headers: { 'content-type': 'text/html' }, body: '<html><body>Bad Gateway</body></html>' },
        { status: 503, headers: { 'retry-after': '1' }, body: 'Service Unavailable' },
        rateLimited(1, 'Number of allowed API requests per minute exceeded')
      ]
    }
    this.router
      .add('write', 'POST', '/api/v2/tickets', (call) => this.#keys.once(call, () => this.#create(call)))
      .add('read', 'GET', '/api/v2/tickets', (call) => this.#list(call))
      .add('read', 'GET', '/api/v2/tickets/:id', (_call, { id }) => this.#show(id))
      .add('write', 'PUT', '/api/v2/tickets/:id', (call, { id }) => this.#update(call, id))
      .add('read', 'GET', '/api/v2/tickets/:id/comments', (call, { id }) => this.#comments(call, id))
      .add('write', 'POST', '/api/v2/uploads', (call) => this.#upload(call))
      .add('read', 'GET', '/api/v2/incremental/tickets/cursor', (call) => this.#export(call))
  }

  check (call: Call, route: Route | undefined): Answer | undefined {
    const { email, token } = this.#settings
    const right = email === undefined ? `Bearer ${token}` : `Basic ${Buffer.from(`${email}/token:${token}`).toString('base64')}`
    if (call.headers.authorization !== right) return NOT_AUTHENTICATED
    const waitS = route && this.#minute?.take()
    return waitS === undefined ? undefined : rateLimited(waitS, 'Number of allowed API requests per minute exceeded')
  }

  /** An agent moves a ticket. */
  move (id: number, status: string): void {
    const ticket = this.#get(id)
    const previous = ticket.status
    // The export is in the order of the changes: one within the same second must not stand where it was read already.
    const nextMs = Date.parse(ticket.updated_at) + 1000
    Object.assign(ticket, { status, updated_at: nextMs > this.#now() ? toTime(nextMs) : this.#time() })
    this.#tell(ticket, 'status_changed', { current: status.toUpperCase(), previous: previous.toUpperCase() })
  }

  /** An agent writes on a ticket. */
  comment (id: number, body: string, isPublic = true): void {
    const ticket = this.#get(id)
    const comment = this.#addComment(ticket, { body, public: isPublic }, AGENT)
    this.#tell(ticket, 'comment_added', { comment: { id: String(comment.id), body, is_public: isPublic, author: { id: String(AGENT), is_staff: true, name: 'Agent Smith' } } })
  }

  /** The headers that Zendesk puts on a call. @param atMs when it is sent */
  sign (body: Buffer, atMs: number, deliveryId: string): Record<string, string> {
    const timestamp = new Date(atMs).toISOString().replace(/\.\d+Z$/, 'Z')
    const signature = createHmac('sha256', this.#settings.webhookSecret ?? '').update(timestamp).update(body).digest('base64')
    return {
      'content-type': 'application/json',
      'x-zendesk-webhook-signature': signature,
      'x-zendesk-webhook-signature-timestamp': timestamp,
      'x-zendesk-webhook-invocation-id': deliveryId
    }
  }

  #create (call: Call): Answer {
    const input = jsonOf(call)?.ticket as TicketInput | undefined
    if (input === undefined) return { status: 400, body: { error: { title: 'Invalid attribute', message: 'You passed an invalid value for the ticket attribute. must be an object' } } }
    const source = Number(input.via_followup_source_id ?? 0)
    const mistake = mistakeIn(input, true) ?? (source !== 0 && this.tickets.get(source)?.status !== 'closed' ? recordInvalid('base', 'Followup source: must be a closed ticket') : undefined)
    if (mistake !== undefined) return mistake
    const time = this.#time()
    const ticket: ZendeskTicket = {
      id: ++this.#ids,
      external_id: null,
      subject: '',
      description: input.comment?.body ?? '',
      status: 'new',
      priority: null,
      type: null,
      tags: [],
      custom_fields: [],
      requester_id: this.#userOf(input.requester?.email),
      via_followup_source_id: null,
      created_at: time,
      updated_at: time,
      more: {},
      comments: []
    }
    assign(ticket, input)
    this.tickets.set(ticket.id, ticket)
    this.#addComment(ticket, input.comment ?? {}, API_USER)
    return { status: 201, headers: { location: `/api/v2/tickets/${ticket.id}.json` }, body: { ticket: toJson(ticket), audit: { id: ++this.#ids } } }
  }

  #list (call: Call): Answer {
    const wanted = call.query.get('external_id')
    const tickets = [...this.tickets.values()].filter(({ external_id: id }) => wanted === null || id === wanted).slice(0, 100)
    return { status: 200, body: { tickets: tickets.map(toJson), next_page: null, previous_page: null, count: tickets.length } }
  }

  #show (id = ''): Answer {
    const ticket = this.tickets.get(Number(id))
    return ticket === undefined ? NOT_FOUND : { status: 200, body: { ticket: toJson(ticket) } }
  }

  #update (call: Call, id = ''): Answer {
    const ticket = this.tickets.get(Number(id))
    if (ticket === undefined) return NOT_FOUND
    const window = this.#updates.get(ticket.id) ?? new Window(this.#settings.updatesPerTicket ?? 30, 10 * MINUTE_MS, this.#now)
    this.#updates.set(ticket.id, window)
    const waitS = window.take()
    if (waitS !== undefined) return rateLimited(waitS, 'Number of allowed updates of a ticket exceeded')
    if (ticket.status === 'closed') return recordInvalid('status', 'Status: closed prevents ticket update', 'ClosedPreventsUpdate')
    const input = jsonOf(call)?.ticket as TicketInput | undefined
    const mistake = input === undefined ? recordInvalid('base', 'Ticket: cannot be blank') : mistakeIn(input, false)
    if (mistake !== undefined || input === undefined) return mistake ?? NOT_FOUND
    if (input.status === 'new' && ticket.status !== 'new') return recordInvalid('status', 'Status: new is not allowed any more')
    const stamp = typeof input.updated_stamp === 'string' ? input.updated_stamp : ticket.updated_at
    if (input.safe_update === true && stamp !== ticket.updated_at) return { status: 409, body: { error: 'UpdateConflict', description: 'Safe Update prevented the update due to outdated ticket data' } }
    assign(ticket, input)
    if (input.comment !== undefined) this.#addComment(ticket, input.comment, API_USER)
    ticket.updated_at = this.#time()
    return { status: 200, body: { ticket: toJson(ticket), audit: { id: ++this.#ids } } }
  }

  #comments ({ query }: Call, id = ''): Answer {
    const ticket = this.tickets.get(Number(id))
    if (ticket === undefined) return NOT_FOUND
    const size = countOf(query.get('page[size]'), 100, 100)
    const after = Number(query.get('page[after]') ?? 0)
    const left = ticket.comments.filter((comment) => comment.id > after)
    const comments = left.slice(0, size).map(({ attachments, ...comment }) => ({
      ...comment, type: 'Comment', plain_body: comment.body, attachments: attachments.map(({ content: _content, ...file }) => file)
    }))
    const last = comments.at(-1)?.id
    return { status: 200, body: { comments, meta: { has_more: left.length > size, after_cursor: last === undefined ? null : String(last), before_cursor: null } } }
  }

  #upload (call: Call): Answer {
    const name = call.query.get('filename')
    if (name === null || name === '') return { status: 400, body: { error: 'InvalidFilename', description: 'filename is required' } }
    const token = randomUUID()
    const file = { id: ++this.#ids, file_name: name, content_type: String(call.headers['content-type']), size: call.body.length, content: call.body }
    this.#uploads.set(token, file)
    const { content: _content, ...attachment } = file
    return { status: 201, body: { upload: { token, attachment, attachments: [attachment] } } }
  }

  #export ({ query }: Call): Answer {
    const waitS = this.#exportMinute?.take()
    if (waitS !== undefined) return rateLimited(waitS, 'Number of allowed incremental ticket export API requests per minute exceeded')
    const cursor = query.get('cursor')
    const start = query.get('start_time')
    if (cursor === null && !/^\d+$/.test(start ?? '')) return { status: 400, body: { error: 'InvalidValue', description: 'start_time is required' } }
    if (cursor === null && Number(start) * 1000 > this.#now() - MINUTE_MS) return { status: 422, body: { error: 'InvalidValue', description: 'Too recent start_time. Use a start_time older than 1 minute' } }
    const [at = '', id = ''] = cursor === null ? [new Date(Number(start) * 1000).toISOString(), '0'] : Buffer.from(cursor, 'base64').toString().split('|')
    const place = (ticket: ZendeskTicket): [number, number] => [Date.parse(ticket.updated_at), ticket.id]
    const left = [...this.tickets.values()]
      .filter((ticket) => compare(place(ticket), [Date.parse(at), Number(id)]) > 0)
      .sort((one, other) => compare(place(one), place(other)))
    const page = left.slice(0, countOf(query.get('per_page'), 1000, this.#settings.pageSize ?? 1000))
    const last = page.at(-1)
    const after = last === undefined ? `${at}|${id}` : `${last.updated_at}|${last.id}`
    return { status: 200, body: { tickets: page.map(toJson), after_url: null, after_cursor: Buffer.from(after).toString('base64'), before_cursor: null, end_of_stream: page.length === left.length } }
  }

  #addComment (ticket: ZendeskTicket, { body = '', public: isPublic = true, uploads = [] }: NonNullable<TicketInput['comment']>, author: number): ZendeskComment {
    const comment = {
      id: ++this.#ids, body, public: isPublic, author_id: author, created_at: this.#time(), attachments: uploads.flatMap((token) => this.#uploads.get(token) ?? [])
    }
    ticket.comments.push(comment)
    ticket.updated_at = comment.created_at
    return comment
  }

  #tell (ticket: ZendeskTicket, type: string, event: object): void {
    const body = Buffer.from(JSON.stringify({
      account_id: 1,
      type: `zen:event-type:ticket.${type}`,
      id: randomUUID(),
      time: ticket.updated_at,
      subject: `zen:ticket:${ticket.id}`,
      zendesk_event_version: '2022-11-06',
      detail: { id: String(ticket.id), external_id: ticket.external_id, status: ticket.status.toUpperCase(), subject: ticket.subject, updated_at: ticket.updated_at },
      event
    }))
    this.webhooks.tell(String(ticket.id), { headers: this.sign(body, this.#now(), randomUUID()), body })
  }

  #userOf (email = ''): number {
    if (email === '') return API_USER
    const id = this.#users.get(email) ?? ++this.#ids
    this.#users.set(email, id)
    return id
  }

  #get (id: number): ZendeskTicket {
    const ticket = this.tickets.get(id)
    if (ticket === undefined) throw new RangeError(`There is no ticket ${id}`)
    return ticket
  }

  #time (): string { return toTime(this.#now()) }
}

/** Zendesk tells whole seconds. */
function toTime (ms: number): string { return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z') }

function compare (one: readonly number[], other: readonly number[]): number {
  return (one[0] ?? 0) - (other[0] ?? 0) || (one[1] ?? 0) - (other[1] ?? 0)
}
