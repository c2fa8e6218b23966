import type { CrmChanges } from '@kefuhub/contract'
import type { Api } from './api.js'
import { changedMs, toContact } from './contact.js'
import { fromCursor, toCursor, type Position } from './cursor.js'
import { MAX_LIST } from './facts.js'
import type { Options } from './options.js'
import type { Filter, HubSpotObject, PageAnswer } from './wire.js'

/**
 * Reads what changed. Every page is a search of its own that begins where the one before ended: paging through one search would pass over
 * contacts, because what changes meanwhile moves to its end, and no search goes beyond 10 000.
 */
export class Changes {
  readonly #api: Api
  readonly #options: Options

  constructor (api: Api, options: Options) {
    this.#api = api
    this.#options = options
  }

  async since (cursor: string | undefined): Promise<CrmChanges> {
    const position = fromCursor(cursor ?? '') ?? { fromMs: 0, seen: [] }
    if (position.archivedAfter !== undefined) return await this.#readArchived(position)
    return position.tieId === undefined ? await this.#readPage(position) : await this.#readTie(position, position.tieId)
  }

  async #readPage (position: Position): Promise<CrmChanges> {
    const { fromMs } = position
    const { results, atMs } = await this.#search([{ propertyName: 'lastmodifieddate', operator: 'GTE', value: String(fromMs) }], 'lastmodifieddate')
    const isLast = results.length < this.#options.pageSize
    const lastMs = results.reduce((latest, record) => Math.max(latest, changedMs(record)), fromMs)
    const boundary = results.filter((record) => changedMs(record) === lastMs)
    const next = this.#approach(position, lastMs, isLast, atMs)
    const fresh = results.filter(({ id }) => !position.seen.includes(id))
    if (isLast) return this.#finish(next, fresh, atMs)
    // So many were changed in one millisecond that the next page could be full of them; their ids tell them apart.
    if (boundary.length > results.length / 2) {
      return this.#answer({ ...next, fromMs: lastMs, seen: [], tieId: '0' }, fresh.filter((record) => !boundary.includes(record)), true)
    }
    return this.#answer({ ...next, fromMs: lastMs, seen: boundary.map(({ id }) => id) }, fresh, true)
  }

  async #readTie (position: Position, tieId: string): Promise<CrmChanges> {
    const { results } = await this.#search([
      { propertyName: 'lastmodifieddate', operator: 'EQ', value: String(position.fromMs) },
      { propertyName: 'hs_object_id', operator: 'GT', value: tieId }
    ], 'hs_object_id')
    const last = results.at(-1)
    if (last !== undefined && results.length === this.#options.pageSize) return this.#answer({ ...position, tieId: last.id }, results, true)
    const { tieId: _done, ...rest } = position
    return this.#answer({ ...rest, fromMs: position.fromMs + 1 }, results, true)
  }

  /** Archived contacts are in no search. Their list has no order of time, so that it is read whole, and seldom. */
  async #readArchived (position: Position): Promise<CrmChanges> {
    const { results, paging, atMs } = await this.#api.listArchived(MAX_LIST, position.archivedAfter || undefined)
    const { archivedStartMs: startMs = atMs, archivedMs = atMs } = position
    const sinceMs = archivedMs - this.#options.searchLagMs
    const gone = results.map((record) => toContact({ ...record, archived: true }, this.#options))
      .filter(({ changedAt }) => changedAt.getTime() >= sinceMs)
      .sort((a, b) => a.changedAt.getTime() - b.changedAt.getTime())
    const after = paging?.next?.after
    if (after !== undefined) return { contacts: gone, cursor: toCursor({ ...position, archivedAfter: after, archivedStartMs: startMs }), more: true }
    const { archivedAfter: _read, archivedStartMs: _start, ...rest } = position
    return { contacts: gone, cursor: toCursor({ ...rest, archivedMs: startMs }), more: false }
  }

  /** Notes when reading comes near the present, where search may still pass over what was changed a moment ago. */
  #approach (position: Position, lastMs: number, isLast: boolean, atMs: number): Position {
    const isNear = isLast || lastMs >= atMs - this.#options.searchLagMs
    return { archivedMs: atMs, ...position, ...(isNear && position.nearMs === undefined && { nearMs: atMs }) }
  }

  /** All is read: the next time begins where search was not yet to be trusted. */
  #finish ({ nearMs = 0, archivedMs = 0 }: Position, records: readonly HubSpotObject[], atMs: number): CrmChanges {
    const next = { fromMs: Math.max(nearMs - this.#options.searchLagMs, 0), seen: [], archivedMs }
    const isDue = atMs - archivedMs >= this.#options.archivedEveryMs
    return this.#answer(isDue ? { ...next, archivedAfter: '' } : next, records, isDue)
  }

  #answer (position: Position, records: readonly HubSpotObject[], more: boolean): CrmChanges {
    return { contacts: records.map((record) => toContact(record, this.#options)), cursor: toCursor(position), more }
  }

  async #search (filters: Filter[], sortedBy: string): Promise<PageAnswer> {
    return await this.#api.search('contacts', {
      filterGroups: [{ filters }],
      sorts: [{ propertyName: sortedBy, direction: 'ASCENDING' }],
      properties: this.#api.properties,
      limit: this.#options.pageSize
    })
  }
}
