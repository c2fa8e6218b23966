import { HubSpotRefusal, invalid, notFound, tooMany } from './error.js'
import { SimulatedContacts } from './contacts.js'
import { Limiter, type Limits } from './limit.js'
import { NoteBook } from './note-book.js'
import type { PropertyDefinition } from './property.js'
import type { SearchBody } from './search.js'
import { VendorServer, type VendorAnswer, type VendorCall, type VendorRequest, type VendorSite } from '../vendor-server.js'

/** How a simulated account is set up. */
export interface HubSpotSimulatorOptions {
  /** Default `pat-na1-simulated-token`. */
  token?: string
  /** Contact properties of the account's own; default `kefuhub_id`, a text with unique values. */
  customProperties?: Record<string, PropertyDefinition>
  /** So long after a write search does not show a record, in milliseconds; default 0. The real one shows it as it was before. */
  searchLagMs?: number
  /** Limits that are enforced; default: none. */
  limits?: Limits
  /** The wait that refused calls name, in seconds; default: they name none. */
  waitSeconds?: number
  /** What the token may not do. */
  missingScopes?: Array<'read' | 'write'>
  /** Its clock, in milliseconds since 1970. */
  now?: () => number
}

const READS = new Set(['search', 'batch/read'])

/**
 * A simulated HubSpot account: contacts, their properties and notes behind the API of versions 2026-09, 2026-03 and v3, in memory. It is as
 * strict as the pages of the vendor say; that the values of a batch are looked at before anything is written, and the wording of
 * refusals other than the conflict, rest on public code.
 */
export class HubSpotSimulator implements VendorSite {
  readonly contacts: SimulatedContacts
  readonly notes: NoteBook
  readonly #options: HubSpotSimulatorOptions
  readonly #limiter: Limiter | undefined
  readonly #now: () => number
  #server: VendorServer | undefined

  private constructor (options: HubSpotSimulatorOptions) {
    const { now = Date.now, searchLagMs = 0, limits, waitSeconds, customProperties = { kefuhub_id: { label: 'Id in kefuhub', type: 'string', isUnique: true } } } = options
    this.#options = options
    this.#now = now
    this.contacts = new SimulatedContacts(customProperties, searchLagMs, now)
    this.notes = new NoteBook((id) => this.contacts.table.get(id)?.archivedMs === undefined && this.contacts.table.get(id) !== undefined, searchLagMs, now)
    this.#limiter = limits && new Limiter(limits, waitSeconds)
  }

  /** Listens on a free port of 127.0.0.1. */
  static async start (options: HubSpotSimulatorOptions = {}): Promise<HubSpotSimulator> {
    const simulator = new HubSpotSimulator(options)
    simulator.#server = await VendorServer.listen(simulator, simulator.#now)
    return simulator
  }

  /** Faults and the log of calls. */
  get server (): VendorServer {
    if (this.#server === undefined) throw new Error('the simulator was not started')
    return this.#server
  }

  get url (): string { return this.server.url }

  async close (): Promise<void> { await this.server.close() }

  /** Makes many contacts at once. */
  fill (count: number, make: (index: number) => Record<string, string>): void {
    for (let index = 0; index < count; index++) this.contacts.insert(make(index))
  }

  describe (request: VendorRequest): VendorCall {
    const { kind, rest } = routeOf(request)
    const name = `${request.method} ${kind}${rest === '' ? '' : READS.has(rest) || rest.startsWith('batch/') ? `/${rest}` : '/{id}'}`
    return { name, kind: request.method === 'GET' || READS.has(rest) ? 'read' : 'write' }
  }

  answer (request: VendorRequest): VendorAnswer {
    try {
      if (request.headers.authorization !== `Bearer ${this.#options.token ?? 'pat-na1-simulated-token'}`) {
        throw new HubSpotRefusal(401, 'INVALID_AUTHENTICATION', 'Authentication credentials not found. This API supports OAuth 2.0 authentication')
      }
      const { refusal, headers = {} } = this.#limiter?.take(routeOf(request).rest === 'search', this.#now()) ?? {}
      return refusal ?? { headers, ...this.#route(request) }
    } catch (error) {
      if (error instanceof HubSpotRefusal) return error.toAnswer()
      throw error
    }
  }

  refuse (fault: 'busy' | 'busy-with-wait' | 'unauthorized' | 'rejected'): VendorAnswer {
    switch (fault) {
      case 'busy': return tooMany('TEN_SECONDLY_ROLLING')
      case 'busy-with-wait': return tooMany('TEN_SECONDLY_ROLLING', this.#options.waitSeconds ?? 7)
      case 'unauthorized': return new HubSpotRefusal(401, 'EXPIRED_AUTHENTICATION', 'The token is expired').toAnswer()
      case 'rejected': return invalid('Property values were not valid').toAnswer()
    }
  }

  #route (request: VendorRequest): VendorAnswer {
    const { kind, rest } = routeOf(request)
    this.#checkScope(this.describe(request).kind === 'read' ? 'read' : 'write')
    const body = toBody(request)
    switch (kind) {
      case 'properties': return { status: 200, body: this.contacts.describe() }
      case 'notes': return this.#routeNotes(request, rest, body)
      case 'contacts': return this.#routeContacts(request, rest, body)
      default: throw notFound()
    }
  }

  #routeContacts ({ method, url: { searchParams } }: VendorRequest, rest: string, body: Record<string, unknown>): VendorAnswer {
    const { contacts } = this
    switch (`${method} ${rest}`) {
      case 'GET ': return { status: 200, body: contacts.list(searchParams) }
      case 'POST ': return { status: 201, body: contacts.create(body) }
      case 'POST search': return { status: 200, body: contacts.search(body as SearchBody) }
      case 'POST batch/read': return contacts.readBatch(body)
      case 'POST batch/upsert': case 'POST batch/update': case 'POST batch/create': return contacts.writeBatch(rest.slice('batch/'.length), body)
    }
    const id = decodeURIComponent(rest)
    switch (method) {
      case 'GET': return { status: 200, body: contacts.get(id, searchParams) }
      case 'PATCH': return { status: 200, body: contacts.update(id, searchParams.get('idProperty') ?? undefined, body) }
      case 'DELETE':
        contacts.remove(id)
        return { status: 204 }
      default: throw new HubSpotRefusal(405, 'METHOD_NOT_ALLOWED', 'HTTP method not allowed')
    }
  }

  #routeNotes ({ method }: VendorRequest, rest: string, body: Record<string, unknown>): VendorAnswer {
    switch (`${method} ${rest}`) {
      case 'POST ': return { status: 201, body: this.notes.create(body) }
      case 'POST search': return { status: 200, body: this.notes.search(body as SearchBody) }
    }
    if (method === 'GET') return { status: 200, body: this.notes.get(decodeURIComponent(rest)) }
    throw new HubSpotRefusal(405, 'METHOD_NOT_ALLOWED', 'HTTP method not allowed')
  }

  #checkScope (scope: 'read' | 'write'): void {
    if (this.#options.missingScopes?.includes(scope) !== true) return
    const name = `crm.objects.contacts.${scope}`
    throw new HubSpotRefusal(403, 'MISSING_SCOPES', 'This app hasn\'t been granted all required scopes to make this call.', [{ message: 'One or more of the following scopes are required.', code: 'MISSING_SCOPES', context: { requiredGranularScopes: [name] } }])
  }
}

const PATH = /^\/crm\/(?:objects\/(?:2026-09|2026-03)|v3\/objects)\/(contacts|notes)(?:\/(.*))?$/
const PROPERTIES_PATH = /^\/crm\/(?:properties\/(?:2026-09|2026-03)|v3\/properties)\/contacts$/

function routeOf ({ url: { pathname } }: VendorRequest): { kind: string, rest: string } {
  if (PROPERTIES_PATH.test(pathname)) return { kind: 'properties', rest: '' }
  const [, kind = 'unknown', rest = ''] = PATH.exec(pathname) ?? []
  return { kind, rest }
}

function toBody ({ method, headers, body }: VendorRequest): Record<string, unknown> {
  if (method === 'GET' || method === 'DELETE') return {}
  if (headers['content-type']?.startsWith('application/json') !== true) throw new HubSpotRefusal(415, 'VALIDATION_ERROR', 'Unsupported Media Type')
  try {
    return JSON.parse(body.toString()) as Record<string, unknown>
  } catch {
    throw invalid('Invalid input JSON')
  }
}
