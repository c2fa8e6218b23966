import { Retryable, type Clock, type PluginHub } from '@kefuhub/contract'
import { Pace, createRest, type Rest, type RestResponse } from '@kefuhub/contract/rest'
import { READ_PROPERTIES, ROAD_MS, objectsPath, propertiesPath } from './facts.js'
import type { Options } from './options.js'
import { Verdicts } from './verdict.js'
import { listOf, type BatchAnswer, type BatchInput, type HubSpotObject, type PageAnswer, type Properties, type Search } from './wire.js'

/** The calls of HubSpot that the adapter makes. */
export class Api {
  readonly verdicts: Verdicts
  /** What is read of every contact. */
  readonly properties: string[]
  readonly #rest: Rest
  readonly #searches: Pace
  readonly #clock: Clock
  readonly #signal: AbortSignal
  readonly #contacts: string
  readonly #notes: string
  readonly #description: string

  constructor (hub: PluginHub, options: Options) {
    const { apiUrl, token, timeoutMs, maxConcurrent, rate, searchRate, apiVersion } = options
    this.verdicts = new Verdicts(hub.clock, options)
    this.properties = [...new Set([...READ_PROPERTIES, ...options.phoneProperties, options.externalIdProperty, ...options.properties])]
    this.#rest = createRest(hub, { baseUrl: apiUrl, auth: { bearer: { token } }, timeoutMs, maxConcurrent, rate: withMargin(rate) }, { judge: this.verdicts.judge })
    this.#searches = new Pace(searchRate)
    this.#clock = hub.clock
    this.#signal = hub.signal
    this.#contacts = objectsPath(apiVersion, 'contacts')
    this.#notes = objectsPath(apiVersion, 'notes')
    this.#description = propertiesPath(apiVersion)
  }

  /** A contact by its id or by a unique property; undefined when there is none. */
  async getContact (id: string, idProperty?: string): Promise<HubSpotObject | undefined> {
    const { status, body } = await this.#rest.request({
      method: 'GET',
      path: `${this.#contacts}/${encodeURIComponent(id)}`,
      query: { idProperty, properties: this.properties.join(',') },
      accept404: true
    })
    return status === 404 ? undefined : body as HubSpotObject
  }

  /** Contacts by their ids or by a unique property, in any order; at most 100. */
  async readContacts (ids: readonly string[], idProperty?: string): Promise<HubSpotObject[]> {
    if (ids.length === 0) return []
    const { body } = await this.#rest.request({
      method: 'POST',
      path: `${this.#contacts}/batch/read`,
      body: { ...(idProperty !== undefined && { idProperty }), properties: this.properties, inputs: [...new Set(ids)].map((id) => ({ id })) },
      isWrite: false
    })
    return listOf(body, 'results')
  }

  /** Archived contacts, page by page. */
  async listArchived (limit: number, after: string | undefined): Promise<PageAnswer> {
    const query = { archived: true, limit, after, properties: this.properties.join(',') }
    return toPage(await this.#rest.request({ method: 'GET', path: this.#contacts, query }), this.#clock)
  }

  /** Searches contacts or notes. What was written a moment ago may be missing. */
  async search (kind: 'contacts' | 'notes', search: Search): Promise<PageAnswer> {
    try {
      await this.#searches.wait(this.#signal)
    } catch (error) {
      throw new Retryable('A search was not made: the hub is stopping', { cause: error })
    }
    const path = `${kind === 'contacts' ? this.#contacts : this.#notes}/search`
    return toPage(await this.#rest.request({ method: 'POST', path, body: search, isWrite: false }), this.#clock)
  }

  /** Writes up to 100 contacts. */
  async writeContacts (how: 'upsert' | 'update', inputs: readonly BatchInput[]): Promise<BatchAnswer> {
    const { status, body } = await this.#rest.request({ method: 'POST', path: `${this.#contacts}/batch/${how}`, body: { inputs }, accept: [400, 404, 409] })
    if (status >= 300) return { results: [], errors: [], refusal: body ?? {} }
    return { results: listOf(body, 'results'), errors: listOf(body, 'errors') }
  }

  /** Changes one contact. */
  async patchContact (id: string, properties: Properties): Promise<HubSpotObject> {
    const { body } = await this.#rest.request({ method: 'PATCH', path: `${this.#contacts}/${encodeURIComponent(id)}`, body: { properties } })
    return body as HubSpotObject
  }

  /** Writes a note. @returns its id */
  async createNote (properties: Properties, associations: object[]): Promise<string> {
    const { body } = await this.#rest.request({ method: 'POST', path: this.#notes, body: { properties, associations } })
    return String((body as HubSpotObject | undefined)?.id ?? '')
  }

  /** What describes the properties of contacts. */
  async describeProperties (): Promise<object[]> {
    const { body } = await this.#rest.request({ method: 'GET', path: this.#description })
    return listOf(body, 'results')
  }
}

function toPage ({ body, headers }: RestResponse, clock: Clock): PageAnswer {
  const atMs = Date.parse(headers.get('date') ?? '')
  const { paging } = (body ?? {}) as PageAnswer
  return { results: listOf(body, 'results'), ...(paging && { paging }), atMs: Number.isNaN(atMs) ? clock.now() : atMs }
}

function withMargin ({ calls, perMs }: { calls: number, perMs: number }): { calls: number, perMs: number } {
  return { calls, perMs: perMs + ROAD_MS }
}
