import { timingSafeEqual } from 'node:crypto'
import { VendorServer, type VendorAnswer, type VendorCall, type VendorRequest, type VendorSite } from '../vendor-server.js'

/** A customer as this CRM keeps one. */
export interface Customer {
  cust_no: number
  hub_id: string | null
  full_name: string
  mobile: string | null
  tel: string | null
  mail: string | null
  level: string
  remark: string | null
  /** Seconds since 1970. */
  updated: number
  deleted: boolean
}

/** A note on a customer. */
export interface CustomerNote { ref: string, title: string, text: string, at: string, tags: string[], link: string | null }

/** How the simulated CRM is set up. */
export interface RestCrmSimulatorOptions {
  /** Default `home-grown-api-key`. */
  apiKey?: string
  /** Calls within a second that it takes; default: any number. */
  callsPerSecond?: number
  /** The wait that a refused call names, in seconds; default 7. */
  waitSeconds?: number
  /** Its clock, in milliseconds since 1970. */
  now?: () => number
}

/** A refusal. */
class Refusal extends Error {
  readonly status: number
  constructor (status: number, message: string) {
    super(message)
    this.status = status
  }
}

const WRITABLE = new Set(['hub_id', 'full_name', 'mobile', 'tel', 'mail', 'level', 'remark'])
const LEVELS = new Set(['normal', 'silver', 'gold'])
const MAX_PAGE = 100

/**
 * A simulated CRM as a shop has had it written for itself: customers and notes behind a small REST API. It stands for no vendor; it is what
 * the README describes by config. It takes `X-Api-Key`, wraps answers in `{ code, data }`, keeps phones as they were typed and finds them only so,
 * answers 404 for what is not there, 409 for a second customer with the same `hub_id`, and 422 for values that it does not take.
 */
export class RestCrmSimulator implements VendorSite {
  readonly #options: RestCrmSimulatorOptions
  readonly #now: () => number
  /** In the order in which they were changed. */
  readonly #customers = new Map<number, Customer>()
  readonly #byHubId = new Map<string, number>()
  readonly #notes = new Map<number, CustomerNote[]>()
  readonly #calls: number[] = []
  #nextNo = 50_001
  #server: VendorServer | undefined

  private constructor (options: RestCrmSimulatorOptions) {
    this.#options = options
    this.#now = options.now ?? Date.now
  }

  /** Listens on a free port of 127.0.0.1. */
  static async start (options: RestCrmSimulatorOptions = {}): Promise<RestCrmSimulator> {
    const simulator = new RestCrmSimulator(options)
    simulator.#server = await VendorServer.listen(simulator, simulator.#now)
    return simulator
  }

  /** Faults and the log of calls. */
  get server (): VendorServer {
    if (this.#server === undefined) throw new Error('the simulator was not started')
    return this.#server
  }

  get url (): string { return this.server.url }

  /** All customers, deleted ones too, the longest unchanged first. */
  get customers (): Customer[] { return [...this.#customers.values()] }

  notesOf (no: number): readonly CustomerNote[] { return this.#notes.get(no) ?? [] }

  async close (): Promise<void> { await this.server.close() }

  /** Makes a customer, as somebody does at the desk. */
  add (values: Partial<Customer>): Customer {
    const customer: Customer = {
      cust_no: this.#nextNo++, hub_id: null, full_name: '', mobile: null, tel: null, mail: null, level: 'normal', remark: null, updated: 0, deleted: false
    }
    return this.change(customer, values)
  }

  /** Changes a customer. */
  change (customer: Customer, values: Partial<Customer>): Customer {
    if (customer.hub_id !== null) this.#byHubId.delete(customer.hub_id)
    Object.assign(customer, values, { updated: Math.floor(this.#now() / 1000) })
    if (customer.hub_id !== null) this.#byHubId.set(customer.hub_id, customer.cust_no)
    this.#customers.delete(customer.cust_no)
    this.#customers.set(customer.cust_no, customer)
    return customer
  }

  describe ({ method, url }: VendorRequest): VendorCall {
    return { name: `${method} ${url.pathname.replace(/\d+/, '{no}')}`, kind: method === 'GET' ? 'read' : 'write' }
  }

  answer (request: VendorRequest): VendorAnswer {
    try {
      this.#checkKey(String(request.headers['x-api-key'] ?? ''))
      if (this.#isTooOften()) return this.refuse('busy-with-wait')
      const data = this.#route(request)
      return { status: request.method === 'POST' ? 201 : 200, body: { code: 0, data } }
    } catch (error) {
      if (error instanceof Refusal) return { status: error.status, body: { code: error.status, msg: error.message } }
      throw error
    }
  }

  refuse (fault: 'busy' | 'busy-with-wait' | 'unauthorized' | 'rejected'): VendorAnswer {
    switch (fault) {
      case 'busy': return { status: 429, body: { code: 429, msg: 'too many calls' } }
      case 'busy-with-wait': return { status: 429, headers: { 'retry-after': String(this.#options.waitSeconds ?? 7) }, body: { code: 429, msg: 'too many calls' } }
      case 'unauthorized': return { status: 401, body: { code: 401, msg: 'who are you?' } }
      case 'rejected': return { status: 422, body: { code: 422, msg: 'the values are not good' } }
    }
  }

  #checkKey (given: string): void {
    const key = Buffer.from(this.#options.apiKey ?? 'home-grown-api-key')
    const offered = Buffer.from(given)
    if (offered.length !== key.length || !timingSafeEqual(offered, key)) throw new Refusal(401, 'who are you?')
  }

  #isTooOften (): boolean {
    const { callsPerSecond } = this.#options
    if (callsPerSecond === undefined) return false
    while (this.#calls[0] !== undefined && this.#calls[0] <= this.#now() - 1000) this.#calls.shift()
    return this.#calls.length >= callsPerSecond || this.#calls.push(this.#now()) > callsPerSecond
  }

  #route (request: VendorRequest): unknown {
    const { method, url: { pathname, searchParams } } = request
    const [, number, notes] = /^\/api\/customers(?:\/(\d+))?(\/notes)?$/.exec(pathname) ?? []
    if (!pathname.startsWith('/api/customers') || (number === undefined && pathname !== '/api/customers')) throw new Refusal(404, 'no such page')
    if (number === undefined) {
      if (method === 'GET') return this.#list(searchParams)
      if (method === 'POST') return this.add(this.#check(toValues(request), undefined))
      throw new Refusal(405, 'not that way')
    }
    const customer = this.#customers.get(Number(number))
    if (customer === undefined) throw new Refusal(404, 'no such customer')
    if (notes !== undefined) return method === 'POST' ? this.#note(customer, toValues(request)) : this.#findNotes(customer, searchParams)
    if (method === 'GET') return customer
    if (method === 'PATCH' && !customer.deleted) return this.change(customer, this.#check(toValues(request), customer))
    throw new Refusal(customer.deleted ? 404 : 405, 'not that way')
  }

  /** Pages have numbers from 1; `next` is the number of the next one, or null. */
  #list (query: URLSearchParams): { list: Customer[], next: number | null } {
    const [page, size] = [Number(query.get('page') ?? 1), Number(query.get('size') ?? 50)]
    if (!(page >= 1) || !(size >= 1 && size <= MAX_PAGE)) throw new Refusal(422, `size is at most ${MAX_PAGE}`)
    const list: Customer[] = []
    let found = 0
    for (const customer of this.#asked(query)) {
      found++
      if (found > page * size) return { list, next: page + 1 }
      if (found > (page - 1) * size) list.push(customer)
    }
    return { list, next: null }
  }

  * #asked (query: URLSearchParams): Generator<Customer> {
    const since = query.get('changed_from')
    const [hubId, mail, phone] = [query.get('hub_id'), query.get('mail'), query.get('phone')]
    if (hubId !== null) {
      const customer = this.#customers.get(this.#byHubId.get(hubId) ?? -1)
      if (customer !== undefined && !customer.deleted) yield customer
      return
    }
    for (const customer of this.#customers.values()) {
      if (since === null ? customer.deleted : customer.updated < Number(since)) continue
      if (mail !== null && customer.mail?.toLowerCase() !== mail.toLowerCase()) continue
      if (phone !== null && customer.mobile !== phone && customer.tel !== phone) continue
      yield customer
    }
  }

  #check (values: Record<string, unknown>, customer: Customer | undefined): Partial<Customer> {
    for (const [name, value] of Object.entries(values)) {
      if (!WRITABLE.has(name)) throw new Refusal(422, `${name} cannot be written`)
      if (value !== null && typeof value !== 'string') throw new Refusal(422, `${name} must be a text`)
      if (value?.includes('\0') === true) throw new Refusal(422, `${name} has a character that cannot be kept`)
    }
    const { full_name: name = customer?.full_name, mail, level, hub_id: hubId } = values as Partial<Customer>
    if (!name) throw new Refusal(422, 'full_name is missing')
    if (typeof mail === 'string' && !/^[^\s@]+@[^\s@]+$/.test(mail)) throw new Refusal(422, 'mail is no address')
    if (level !== undefined && !LEVELS.has(level)) throw new Refusal(422, 'level is normal, silver or gold')
    const owner = typeof hubId === 'string' ? this.#byHubId.get(hubId) : undefined
    if (owner !== undefined && owner !== customer?.cust_no) throw new Refusal(409, `customer ${owner} has this hub_id`)
    return values
  }

  #note (customer: Customer, { ref, title, text, at, tags, link }: Record<string, unknown>): CustomerNote {
    if (customer.deleted) throw new Refusal(404, 'no such customer')
    if (typeof ref !== 'string' || typeof title !== 'string' || typeof text !== 'string' || text.includes('\0')) throw new Refusal(422, 'ref, title and text are missing')
    const note = { ref, title, text, at: String(at), tags: Array.isArray(tags) ? tags.map(String) : [], link: typeof link === 'string' ? link : null }
    this.#notes.set(customer.cust_no, [...this.notesOf(customer.cust_no), note])
    return note
  }

  #findNotes (customer: Customer, query: URLSearchParams): CustomerNote[] {
    return this.notesOf(customer.cust_no).filter(({ ref }) => ref === query.get('ref'))
  }
}

function toValues ({ body }: VendorRequest): Record<string, unknown> {
  try {
    const values: unknown = JSON.parse(body.toString())
    if (typeof values === 'object' && values !== null) return values as Record<string, unknown>
  } catch {}
  throw new Refusal(422, 'the body is no JSON object')
}
