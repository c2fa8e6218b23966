import { Retryable, type PluginHub } from '@kefuhub/contract'
import { createRest, type Rest, type RestRequest, type RestResponse } from '@kefuhub/contract/rest'
import type { Allowance } from './allowance.js'
import type { Options } from './options.js'
import { Sessions, type Session } from './session.js'
import { SessionOver, judge } from './verdict.js'

/** A record as it was read. */
export type SalesforceRecord = Record<string, unknown>

/** Records, and what the vendor's clock said, in milliseconds since 1970. */
export interface Found {
  records: SalesforceRecord[]
  nowMs: number
}

/** One query gives no more pages than this. */
const MAX_PAGES = 100

/** The data API of an organisation. */
export class SalesforceApi {
  readonly #hub: PluginHub
  readonly #options: Options
  readonly #sessions: Sessions
  readonly #allowance: Allowance
  #rest: { instanceUrl: string, rest: Rest } | undefined

  /** @throws CRM_SYNC_ERR_PRIVATE_KEY */
  constructor (hub: PluginHub, options: Options, allowance: Allowance) {
    this.#hub = hub
    this.#options = options
    this.#sessions = new Sessions(hub, options)
    this.#allowance = allowance
  }

  /** Makes a call below the API's version. @throws Retryable, Rejected, Unauthorized, Uncertain */
  request (request: RestRequest): Promise<RestResponse> {
    return this.#send({ ...request, path: `/services/data/v${this.#options.apiVersion}${request.path}` })
  }

  /** Reads all that a query finds, which may come in pages even where it is limited. @param withDeleted also what is in the recycle bin, and archived activities */
  async query (soql: string, withDeleted = false): Promise<Found> {
    let response = await this.request({ method: 'GET', path: withDeleted ? '/queryAll/' : '/query/', query: { q: soql } })
    const records = recordsOf(response, 'records')
    for (let page = 1; page < MAX_PAGES; page++) {
      const { done, nextRecordsUrl } = response.body as { done?: unknown, nextRecordsUrl?: unknown }
      if (done !== false || typeof nextRecordsUrl !== 'string') break
      response = await this.#send({ method: 'GET', path: nextRecordsUrl })
      records.push(...recordsOf(response, 'records'))
    }
    return { records, nowMs: this.#nowMs(response) }
  }

  /** Searches the index, which may be behind. */
  async search (sosl: string): Promise<SalesforceRecord[]> {
    return recordsOf(await this.request({ method: 'GET', path: '/search/', query: { q: sosl } }), 'searchRecords')
  }

  /** Page of a record; undefined while no session was opened. */
  pageOf (id: string): string | undefined { return this.#rest && `${this.#rest.instanceUrl}/${id}` }

  async #send (request: RestRequest): Promise<RestResponse> {
    const session = await this.#sessions.open()
    try {
      return await this.#sendIn(session, request)
    } catch (error) {
      if (!(error instanceof SessionOver)) throw error
      return await this.#sendIn(await this.#sessions.replace(session), request)
    }
  }

  #sendIn ({ token, instanceUrl }: Session, request: RestRequest): Promise<RestResponse> {
    return this.#restFor(instanceUrl.replace(/\/+$/, '')).request({ ...request, headers: { ...request.headers, authorization: `Bearer ${token}` } })
  }

  #restFor (instanceUrl: string): Rest {
    if (this.#rest?.instanceUrl === instanceUrl) return this.#rest.rest
    const { timeoutMs, maxConcurrent, rate } = this.#options
    const rest = createRest(this.#hub, { baseUrl: instanceUrl, timeoutMs, maxConcurrent, ...(rate && { rate }) }, {
      judge: (response, request) => {
        this.#allowance.note(response.headers)
        return judge(response, request, this.#hub.clock.now())
      }
    })
    this.#rest = { instanceUrl, rest }
    return rest
  }

  #nowMs ({ headers }: RestResponse): number {
    const told = Date.parse(headers.get('date') ?? '')
    return Number.isNaN(told) ? this.#hub.clock.now() : told
  }
}

function recordsOf ({ body }: RestResponse, name: string): SalesforceRecord[] {
  const records = (body as Record<string, unknown> | undefined)?.[name]
  if (!Array.isArray(records)) throw new Retryable('Salesforce answered with something else than records; check what stands between')
  return records as SalesforceRecord[]
}
