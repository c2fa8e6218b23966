import type { KeyObject } from 'node:crypto'
import { DataApi, notFound } from './data-api.js'
import { SalesforceError } from './error.js'
import { CONTACT_FIELDS, TASK_FIELDS, type SalesforceField } from './field.js'
import { makeId } from './id.js'
import { SalesforceTable, type Organisation, type SalesforceRow } from './table.js'
import { giveToken } from './token.js'
import { VendorServer, type VendorAnswer, type VendorCall, type VendorRequest, type VendorSite } from '../vendor-server.js'

/** How a simulated organisation is set up. */
export interface SalesforceSimulatorOptions {
  /** Default `salesforce-client-id`. */
  clientId?: string
  /** Default `salesforce-client-secret`. */
  clientSecret?: string
  /** Default `hub@example.com`. */
  username?: string
  /** Of the app's certificate, for JWTs. */
  publicKey?: KeyObject
  /** What tokens name; default: the server's own address. */
  instanceUrl?: string
  /** The external id field of Contact; default `Hub_Id__c`. */
  externalIdField?: string
  /** Whether that field is unique; default true. */
  isUnique?: boolean
  /** A field of Task with an external id. */
  taskIdField?: string
  /** Further fields of Contact. */
  customFields?: Record<string, SalesforceField>
  /** Refuses a second contact with the same e-mail. */
  hasDuplicateRule?: boolean
  /** Calls in 24 hours; default 100 000. */
  maxCalls?: number
  /** Most records of one page of a query; default 2000. */
  batchSize?: number
  /** How long the search index takes to know a record; default 0. */
  searchLagMs?: number
  /** The wait that a refused call is told, in seconds; default 7. */
  waitSeconds?: number
  /** Its clock, in milliseconds since 1970. */
  now?: () => number
}

const DATA = /^\/services\/data\/v(\d+)\.0(\/.*)$/
const [OLDEST, NEWEST] = [60, 68]
const MAX_URI = 16_384

/**
 * A simulated Salesforce organisation: contacts and tasks behind the REST API, in memory.
 * @see the vendor's REST API guide; what rests on less is texts of errors, limits of fields, and how the search index reads phones
 */
export class SalesforceSimulator implements VendorSite, Organisation {
  readonly contacts: SalesforceTable
  readonly tasks: SalesforceTable
  /** Calls of the last 24 hours. */
  calls = 0
  readonly #options: SalesforceSimulatorOptions
  readonly #sessions = new Set<string>()
  /** Names of accounts by their ids. */
  readonly #accounts = new Map<string, string>()
  readonly #data: DataApi
  #server: VendorServer | undefined

  private constructor (options: SalesforceSimulatorOptions) {
    this.#options = options
    const { externalIdField = 'Hub_Id__c', isUnique = true, taskIdField, customFields } = options
    const external = (label: string): SalesforceField => ({ type: 'string', label, length: 64, externalId: true })
    this.contacts = new SalesforceTable('Contact', '003', {
      ...CONTACT_FIELDS, [externalIdField]: { ...external('Hub Id'), ...(isUnique && { unique: true }) }, ...customFields
    }, this, {
      defaults: { DoNotCall: false },
      compute (row) { row['Name'] = [row['FirstName'], row['LastName']].filter(Boolean).join(' ') },
      ...(options.hasDuplicateRule && { findDuplicate: (row: SalesforceRow) => this.#findDuplicate(row) })
    })
    this.tasks = new SalesforceTable('Task', '00T', {
      ...TASK_FIELDS, ...(taskIdField !== undefined && { [taskIdField]: { ...external('Hub Activity Id'), unique: true } })
    }, this, { defaults: { Status: 'Not Started', Priority: 'Normal', IsArchived: false } })
    this.#data = new DataApi({
      tables: [this.contacts, this.tasks],
      nameOf: (id) => this.#accounts.get(id) ?? (this.contacts.get(id)?.['Name'] as string | undefined),
      batchSize: options.batchSize ?? 2000,
      indexedBefore: () => options.searchLagMs === undefined ? Infinity : this.now() - options.searchLagMs
    })
  }

  /** Listens on a free port of 127.0.0.1. */
  static async start (options: SalesforceSimulatorOptions = {}): Promise<SalesforceSimulator> {
    const simulator = new SalesforceSimulator(options)
    simulator.#server = await VendorServer.listen(simulator, () => simulator.now())
    return simulator
  }

  /** The log of the calls, and faults. */
  get server (): VendorServer { return this.#server as VendorServer }
  get url (): string { return this.server.url }
  close (): Promise<void> { return this.server.close() }
  now (): number { return this.#options.now?.() ?? Date.now() }
  exists (id: string): boolean { return this.contacts.get(id) !== undefined || this.#accounts.has(id) || id.startsWith('005') }

  /** Makes an account that contacts can lead to. @returns its id */
  addAccount (name: string): string {
    const id = makeId('001', this.#accounts.size + 1)
    this.#accounts.set(id, name)
    return id
  }

  /** Ends all sessions. */
  expireSessions (): void { this.#sessions.clear() }

  /** Forgets the pages of queries that are under way. */
  expireLocators (): void { this.#data.expireLocators() }

  describe ({ method, url: { pathname } }: VendorRequest): VendorCall {
    if (pathname === '/services/oauth2/token') return { name: `${method} token`, kind: 'login' }
    const [, , path = pathname] = DATA.exec(pathname) ?? []
    const name = path
      .replace(/^\/query\/.+/, '/query/:locator')
      .replace(/^(\/sobjects\/\w+)\/(?!describe$)[^/]+$/, '$1/:id')
      .replace(/^(\/sobjects\/\w+\/\w+)\/[^/]+$/, '$1/:value')
      .replace(/^(.+)\/$/, '$1')
    return { name: `${method} ${name}`, kind: method === 'GET' ? 'read' : 'write' }
  }

  answer (request: VendorRequest): VendorAnswer {
    const { publicKey, clientId = 'salesforce-client-id', clientSecret = 'salesforce-client-secret', username = 'hub@example.com' } = this.#options
    const { pathname } = request.url
    if (pathname === '/services/oauth2/token') {
      return giveToken(request, {
        app: { clientId, clientSecret, username, ...(publicKey && { publicKey }) },
        instanceUrl: this.#options.instanceUrl ?? this.url,
        audiences: ['https://login.salesforce.com', 'https://test.salesforce.com', this.url],
        nowMs: this.now()
      }, (token) => this.#sessions.add(token))
    }
    const answer = this.#guarded(request)
    return { ...answer, headers: { 'sforce-limit-info': `api-usage=${this.calls}/${this.#maxCalls}`, ...answer.headers } }
  }

  refuse (fault: 'busy' | 'busy-with-wait' | 'unauthorized' | 'rejected', request: VendorRequest): VendorAnswer {
    const isLogin = request.url.pathname === '/services/oauth2/token'
    if (fault === 'unauthorized' && isLogin) return { status: 401, body: { error: 'invalid_client', error_description: 'invalid client credentials' } }
    const wait = String(this.#options.waitSeconds ?? 7)
    switch (fault) {
      case 'busy': return new SalesforceError(400, 'UNABLE_TO_LOCK_ROW', 'unable to obtain exclusive access to this record').toAnswer()
      case 'busy-with-wait': return { ...new SalesforceError(503, 'SERVER_UNAVAILABLE', 'server temporarily unavailable').toAnswer(), headers: { 'retry-after': wait } }
      case 'unauthorized': return new SalesforceError(401, 'INVALID_SESSION_ID', 'Session expired or invalid').toAnswer()
      default: return new SalesforceError(400, 'FIELD_CUSTOM_VALIDATION_EXCEPTION', 'The company refuses this').toAnswer()
    }
  }

  get #maxCalls (): number { return this.#options.maxCalls ?? 100_000 }

  #guarded (request: VendorRequest): VendorAnswer {
    try {
      return this.#serve(request)
    } catch (error) {
      if (error instanceof SalesforceError) return error.toAnswer()
      throw error
    }
  }

  #serve (request: VendorRequest): VendorAnswer {
    const { url, headers, method } = request
    if (url.pathname.length + url.search.length > MAX_URI) throw new SalesforceError(414, 'URI_TOO_LONG', 'URI Too Long')
    const [, version, path] = DATA.exec(url.pathname) ?? []
    if (!this.#sessions.has(headers.authorization?.replace(/^(?:Bearer|OAuth) /, '') ?? '')) throw new SalesforceError(401, 'INVALID_SESSION_ID', 'Session expired or invalid')
    if (version === undefined || path === undefined || Number(version) < OLDEST || Number(version) > NEWEST) throw notFound()
    if (++this.calls > this.#maxCalls) throw new SalesforceError(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.')
    if (method === 'GET' && path === '/limits') return { status: 200, body: { DailyApiRequests: { Max: this.#maxCalls, Remaining: this.#maxCalls - this.calls } } }
    return this.#data.serve({
      method,
      version: `${version}.0`,
      parts: path.split('/').slice(1).map(decodeURIComponent),
      query: url.searchParams,
      body: readBody(request),
      options: { allowSave: /allowSave=true/.test(String(headers['sforce-duplicate-rule-header'])) }
    })
  }

  #findDuplicate (row: SalesforceRow): void {
    const { Email: email } = row
    if (typeof email !== 'string') return
    for (const other of this.contacts.rows.values()) {
      if (other['IsDeleted'] === true || String(other['Email']).toLowerCase() !== email.toLowerCase()) continue
      throw new SalesforceError(400, 'DUPLICATES_DETECTED', "You're creating a duplicate record. We recommend you use an existing record instead.")
    }
  }
}

function readBody ({ method, headers, body }: VendorRequest): Record<string, unknown> {
  if (method === 'GET' || method === 'DELETE') return {}
  if (headers['content-type']?.startsWith('application/json') !== true) throw new SalesforceError(415, 'UNSUPPORTED_MEDIA_TYPE', 'Content-Type must be application/json')
  try {
    const parsed: unknown = JSON.parse(body.toString())
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed as Record<string, unknown>
  } catch {}
  throw new SalesforceError(400, 'JSON_PARSER_ERROR', 'Unexpected character in the request body')
}
