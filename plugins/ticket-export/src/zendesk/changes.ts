import type { Clock, TicketChanges, TicketNews } from '@kefuhub/contract'
import type { Rest } from '@kefuhub/contract/rest'
import { readCursor, writeCursor } from '../tickets/cursor.js'
import { listAt, textAt, valueAt } from '../tickets/foreign.js'
import { commentNews, keyOfState, stateNews } from '../tickets/news.js'
import { toExported } from '../tickets/exporter.js'
import { OVERLAP_MS, START_AGO_MS } from './facts.js'
import type { Options } from './options.js'
import type { Records, ZendeskRecord } from './record.js'
import type { ZendeskTickets } from './tickets.js'

/** What moved in Zendesk, by its incremental export. */
export class ZendeskChanges {
  readonly #rest: Rest
  readonly #clock: Clock
  readonly #options: Options
  readonly #records: Records
  readonly #tickets: ZendeskTickets

  constructor (rest: Rest, clock: Clock, options: Options, records: Records, tickets: ZendeskTickets) {
    this.#rest = rest
    this.#clock = clock
    this.#options = options
    this.#records = records
    this.#tickets = tickets
  }

  async since (cursor: string | undefined): Promise<TicketChanges> {
    const place = cursor === undefined ? { isStart: true } : readCursor(cursor)
    const nowMs = this.#clock.now()
    const after = textAt(place, 'after')
    const sinceMs = Number(valueAt(place, 'sinceMs') ?? nowMs)
    const { body } = await this.#rest.request({
      method: 'GET',
      path: '/incremental/tickets/cursor',
      query: {
        per_page: this.#options.pageSize,
        ...(after === undefined ? { start_time: Math.floor((nowMs - START_AGO_MS) / 1000) } : { cursor: after })
      }
    })
    const more = valueAt(body, 'end_of_stream') === false
    const next = textAt(body, 'after_cursor') ?? after
    // The first look says where reading starts; what it shows happened before.
    const isStart = valueAt(place, 'isStart') === true
    const baseMs = Number(valueAt(place, 'baseMs') ?? nowMs)
    return {
      tickets: isStart ? [] : await this.#news(listAt(body, 'tickets'), Math.max(baseMs, sinceMs - OVERLAP_MS)),
      cursor: writeCursor({ ...(next !== undefined && { after: next }), baseMs, sinceMs: more ? sinceMs : nowMs, ...(isStart && more && { isStart }) }),
      more
    }
  }

  async #news (tickets: unknown[], fromMs: number): Promise<TicketNews[]> {
    const ours = tickets.flatMap((ticket) => this.#records.find(ticket) ?? []).filter(({ externalId }) => externalId !== undefined)
    return (await Promise.all(ours.map((record) => this.#newsOf(record, fromMs)))).flat()
  }

  async #newsOf (record: ZendeskRecord, fromMs: number): Promise<TicketNews[]> {
    const ticket = toExported(record)
    // Where Zendesk calls as well, its calls bring the comments.
    const isAlone = this.#options.updates === 'poll' && record.status !== 'deleted'
    const comments = isAlone ? await this.#tickets.comments(record.id) : []
    const news = comments.filter(({ at }) => at.getTime() >= fromMs).map((comment) => commentNews(ticket, comment))
    return [...news.filter((one) => one !== undefined), stateNews(ticket, keyOfState(ticket))]
  }
}
