import type { Clock, TicketChanges, TicketNews } from '@kefuhub/contract'
import { toExported } from '../tickets/exporter.js'
import { commentNews, keyOfState, stateNews } from '../tickets/news.js'
import { Round } from '../tickets/rounds.js'
import { OVERLAP_MS } from './facts.js'
import type { Options } from './options.js'
import type { JiraRecord, Records } from './record.js'
import type { Search } from './search.js'
import { STATUS_FIELDS, type JiraTickets } from './tickets.js'

const MINUTE_MS = 60_000

/** What moved in a project, by Jira's search. */
export class JiraChanges {
  readonly #clock: Clock
  readonly #options: Options
  readonly #records: Records
  readonly #search: Search
  readonly #tickets: JiraTickets

  constructor (clock: Clock, options: Options, records: Records, search: Search, tickets: JiraTickets) {
    this.#clock = clock
    this.#options = options
    this.#records = records
    this.#search = search
    this.#tickets = tickets
  }

  async since (cursor: string | undefined): Promise<TicketChanges> {
    const nowMs = this.#clock.now()
    if (cursor === undefined) return Round.start(nowMs)
    const round = new Round(cursor, nowMs, OVERLAP_MS)
    // Jira reads times in the zone of the account, but knows how many minutes ago something was.
    const minutes = Math.ceil((nowMs - round.sinceMs) / MINUTE_MS) + 1
    // By key, since what moves must not push others over the edge of a page.
    const jql = `project = ${this.#options.projectKey} AND updated >= "-${minutes}m" ORDER BY key ASC`
    const { issues, next } = await this.#search.find(jql, STATUS_FIELDS, this.#options.pageSize, round.page)
    const records = issues.flatMap((issue) => this.#records.find(issue) ?? [])
    return { tickets: await this.#news(records, round.sinceMs), ...round.after(next) }
  }

  async #news (records: JiraRecord[], sinceMs: number): Promise<TicketNews[]> {
    const ours = records.filter((record) => record.changedAt.getTime() >= sinceMs && this.#tickets.isOurs(record))
    return (await Promise.all(ours.map((record) => this.#newsOf(record, sinceMs)))).flat()
  }

  async #newsOf (record: JiraRecord, sinceMs: number): Promise<TicketNews[]> {
    const ticket = toExported(record)
    const comments = (await this.#tickets.comments(record.id)).filter(({ at }) => at.getTime() >= sinceMs)
    return [...comments.map((comment) => commentNews(ticket, comment)).filter((news) => news !== undefined), stateNews(ticket, keyOfState(ticket))]
  }
}
