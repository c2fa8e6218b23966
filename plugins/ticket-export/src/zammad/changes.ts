import type { Clock, TicketChanges, TicketNews } from '@kefuhub/contract'
import { readCursor, writeCursor } from '../tickets/cursor.js'
import { toExported } from '../tickets/exporter.js'
import { valueAt } from '../tickets/foreign.js'
import { commentNews, keyOfState, stateNews } from '../tickets/news.js'
import { OVERLAP_MS } from './facts.js'
import type { Marking } from './marking.js'
import type { Options } from './options.js'
import type { ZammadRecord } from './record.js'
import type { ZammadTickets } from './tickets.js'

/** Where reading is, all in milliseconds since 1970 by Zammad's clock. */
interface Place {
  /** Nothing before it is told. */
  baseMs: number
  /** Where the round began: every comment since then is told. */
  roundMs: number
  /** The page begins with tickets that changed then. */
  fromMs: number
  /** Of those from then on. Above 1 only where a whole page changed at one moment. */
  page: number
  /** The latest change that was seen. */
  reachedMs: number
}

/** What moved in a Zammad, by its search. Every round begins a little before the end of the last, since the index comes later. */
export class ZammadChanges {
  readonly #clock: Clock
  readonly #options: Options
  readonly #tickets: ZammadTickets
  readonly #marking: Marking

  constructor (clock: Clock, options: Options, tickets: ZammadTickets, marking: Marking) {
    this.#clock = clock
    this.#options = options
    this.#tickets = tickets
    this.#marking = marking
  }

  async since (cursor: string | undefined): Promise<TicketChanges> {
    if (cursor === undefined) {
      const nowMs = this.#clock.now()
      return { tickets: [], cursor: writeCursor({ baseMs: nowMs, roundMs: nowMs, fromMs: nowMs, page: 1, reachedMs: nowMs } satisfies Place), more: false }
    }
    const place = toPlace(readCursor(cursor), this.#clock.now())
    const size = this.#options.pageSize
    const records = await this.#tickets.search({
      query: `updated_at:[${new Date(place.fromMs).toISOString()} TO *]`, sort_by: 'updated_at', order_by: 'asc', page: place.page, per_page: size
    })
    const lastMs = Math.max(place.fromMs, ...records.map(({ changedAt }) => changedAt.getTime()))
    const reachedMs = Math.max(place.reachedMs, lastMs)
    const isOver = lastMs === place.fromMs && records.length < size
    const startMs = Math.max(place.baseMs, reachedMs - OVERLAP_MS)
    const next = isOver
      ? { ...place, roundMs: startMs, fromMs: startMs, page: 1, reachedMs }
      : { ...place, fromMs: lastMs, page: lastMs === place.fromMs ? place.page + 1 : 1, reachedMs }
    return { tickets: await this.#news(records, place.roundMs), cursor: writeCursor(next), more: !isOver }
  }

  async #news (records: ZammadRecord[], fromMs: number): Promise<TicketNews[]> {
    const ours = records.filter((record) => this.#marking.isOurs(record))
    return (await Promise.all(ours.map((record) => this.#newsOf(record, fromMs)))).flat()
  }

  async #newsOf (record: ZammadRecord, fromMs: number): Promise<TicketNews[]> {
    const ticket = toExported(record)
    const articles = (await this.#tickets.articles(record.id)).filter(({ at, isOfSystem }) => at.getTime() >= fromMs && !isOfSystem)
    const words = articles.map((article) => commentNews(ticket, article)).filter((news) => news !== undefined)
    return [...words, stateNews(ticket, keyOfState(ticket))]
  }
}

function toPlace (cursor: Record<string, unknown>, nowMs: number): Place {
  const ms = (name: keyof Place, standIn: number) => Number.isFinite(valueAt(cursor, name)) ? Number(valueAt(cursor, name)) : standIn
  const fromMs = ms('fromMs', nowMs)
  return { baseMs: ms('baseMs', fromMs), roundMs: ms('roundMs', fromMs), fromMs, page: ms('page', 1), reachedMs: ms('reachedMs', fromMs) }
}
