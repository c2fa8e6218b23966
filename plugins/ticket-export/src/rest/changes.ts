import type { Clock, TicketChanges, TicketNews } from '@kefuhub/contract'
import type { Rest } from '@kefuhub/contract/rest'
import { toExported } from '../tickets/exporter.js'
import { commentNews, keyOfState, stateNews } from '../tickets/news.js'
import { Round } from '../tickets/rounds.js'
import { ListCall } from './calls.js'
import type { TicketOptions } from './ticket-options.js'
import type { Records, RestRecord } from './ticket-record.js'
import type { RestTickets } from './tickets.js'

const NAMES = ['since', 'sinceMs', 'sinceSeconds']

/** What moved in a system with an API of its own. */
export class RestChanges {
  readonly #list: ListCall
  readonly #options: NonNullable<TicketOptions['changes']>
  readonly #clock: Clock
  readonly #records: Records
  readonly #tickets: RestTickets

  /** @throws KH_ERR_REST_TEMPLATE, KH_ERR_REST_EXPRESSION */
  constructor (rest: Rest, options: NonNullable<TicketOptions['changes']>, clock: Clock, records: Records, tickets: RestTickets) {
    const { overlapMs: _overlapMs, comments: _comments, ...list } = options
    this.#list = new ListCall(rest, list, NAMES, 'rest/tickets/changes')
    this.#options = options
    this.#clock = clock
    this.#records = records
    this.#tickets = tickets
  }

  async since (cursor: string | undefined): Promise<TicketChanges> {
    const nowMs = this.#clock.now()
    if (cursor === undefined) return Round.start(nowMs)
    const round = new Round(cursor, nowMs, this.#options.overlapMs)
    const { sinceMs } = round
    const mark = round.page === undefined ? undefined : toMark(round.page)
    const values = { since: new Date(sinceMs).toISOString(), sinceMs, sinceSeconds: Math.floor(sinceMs / 1000) }
    const { items, next } = await this.#list.page(values, mark)
    const records = await Promise.all(items.map((item) => this.#records.of(item)))
    const news = await Promise.all(records.map((record) => this.#newsOf(record, sinceMs)))
    return { tickets: news.flat(), ...round.after(next === undefined ? undefined : JSON.stringify(next)) }
  }

  async #newsOf (record: RestRecord, sinceMs: number): Promise<TicketNews[]> {
    const ticket = toExported(record)
    const comments = this.#options.comments ? await this.#tickets.comments(record.id) : []
    const latest = comments.filter(({ at, id }) => id !== '' && (at === undefined || at.getTime() >= sinceMs))
    return [...latest.map((comment) => commentNews(ticket, comment)).filter((news) => news !== undefined), stateNews(ticket, keyOfState(ticket))]
  }
}

/** A mark is a number or a text, and a cursor of ours keeps which. */
function toMark (page: string): string | number { return JSON.parse(page) as string | number }
