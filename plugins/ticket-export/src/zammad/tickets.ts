import type { ErpHub, TicketComment, TicketExport, TicketState } from '@kefuhub/contract'
import type { Rest } from '@kefuhub/contract/rest'
import { customerOf, describe, sayWho, subjectOf } from '../tickets/customer.js'
import type { LoadedFile, TicketSystem } from '../tickets/exporter.js'
import { markOfTicket, signText, type Mark } from '../tickets/marks.js'
import { isSettled } from '../tickets/states.js'
import { MAX_FILE_BYTES, MAX_TEXT_CHARS, MAX_TITLE_CHARS, MOST_FOUND, PENDING, PENDING_MS, STATUSES } from './facts.js'
import { differing, toAttributes } from './fields.js'
import type { Marking } from './marking.js'
import type { Options } from './options.js'
import { toArticle, type Article, type Records, type ZammadRecord } from './record.js'

const MISSING_ATTRIBUTE = 'zammad-attribute'

/** Tickets of a Zammad. */
export class ZammadTickets implements TicketSystem<ZammadRecord> {
  readonly maxFileBytes = MAX_FILE_BYTES
  readonly searchLagMs: number
  readonly #hub: Pick<ErpHub, 'alerts' | 'clock'>
  readonly #rest: Rest
  readonly #options: Options
  readonly #records: Records
  readonly #marking: Marking
  #isMarkKept: boolean | undefined

  constructor (hub: Pick<ErpHub, 'alerts' | 'clock'>, rest: Rest, options: Options, records: Records, marking: Marking) {
    this.#hub = hub
    this.#rest = rest
    this.#options = options
    this.#records = records
    this.#marking = marking
    this.searchLagMs = options.searchLagMs
  }

  async read (id: string): Promise<ZammadRecord | undefined> {
    const { status, body } = await this.#rest.request({ method: 'GET', path: `/tickets/${encodeURIComponent(id)}`, query: { expand: true }, accept404: true })
    return status === 404 ? undefined : this.#records.of(body)
  }

  async find (key: string, mark: Mark): Promise<ZammadRecord | undefined> {
    const found = await this.search({ query: this.#marking.query(key, mark), limit: MOST_FOUND })
    // The search is one of texts and finds more than was meant. The oldest was there first.
    return found.filter((record) => this.#marking.carries(record, key, mark)).sort((one, other) => Number(one.id) - Number(other.id))[0]
  }

  /** Tickets that a query in the search's language finds. */
  async search (query: Record<string, string | number>): Promise<ZammadRecord[]> {
    const { body } = await this.#rest.request({ method: 'GET', path: '/tickets/search', query: { ...query, expand: true } })
    return (Array.isArray(body) ? body : []).flatMap((ticket) => this.#records.find(ticket) ?? [])
  }

  async create (ticket: TicketExport, mark: Mark): Promise<{ record: ZammadRecord, isNew: boolean }> {
    const { group, priorities, publicDescription, customerEmail } = this.#options
    const { state, priority } = ticket.ticket
    const title = this.#titleOf(ticket)
    const { body } = await this.#rest.request({
      method: 'POST',
      path: '/tickets',
      query: { expand: true },
      body: {
        group,
        priority: priorities[priority],
        // Articles come first, and the end after them.
        ...this.#toState(isSettled(state) ? 'in-progress' : state),
        ...toAttributes(ticket.fields, this.#options),
        ...this.#marking.attributes(ticket.key),
        title,
        customer_id: `guess:${customerOf(ticket, customerEmail)?.email}`,
        article: this.#toArticle(title, describe(ticket), mark, publicDescription)
      }
    })
    const record = this.#records.of(body, true)
    // The ticket is made: nothing that comes after may look as if it were not.
    await this.#noteMark(this.#marking.carries(record, ticket.key, mark)).catch(() => { this.#isMarkKept = undefined })
    return { record, isNew: true }
  }

  async texts ({ id }: ZammadRecord): Promise<string[]> {
    return (await this.articles(id)).map(({ text }) => text)
  }

  /** All articles of a ticket, oldest first. */
  async articles (id: string): Promise<Article[]> {
    const { body } = await this.#rest.request({ method: 'GET', path: `/ticket_articles/by_ticket/${encodeURIComponent(id)}`, query: { expand: true } })
    return (Array.isArray(body) ? body : []).flatMap((article) => toArticle(article) ?? [])
  }

  async comment (record: ZammadRecord, comment: TicketComment, mark: Mark): Promise<void> {
    await this.#write(record, {
      ...this.#toArticle(record.title, sayWho(comment), mark, comment.isPublic),
      sender: comment.by.kind === 'customer' ? 'Customer' : 'Agent'
    })
  }

  async attach (record: ZammadRecord, { name, mimeType, content, reason, mark }: LoadedFile): Promise<void> {
    const text = content === undefined ? `${name} could not be sent: ${reason}` : name
    const attachments = content === undefined ? [] : [{ filename: name, data: content.toString('base64'), 'mime-type': mimeType }]
    await this.#write(record, { ...this.#toArticle(record.title, text, mark, false), attachments })
  }

  async update (record: ZammadRecord, ticket: TicketExport): Promise<ZammadRecord> {
    const { state, priority } = ticket.ticket
    const mustMove = state !== 'new' && record.state !== state && record.status !== this.wordOf(state)
    const changes = {
      ...differing({
        title: this.#titleOf(ticket), priority: this.#options.priorities[priority], ...toAttributes(ticket.fields, this.#options)
      }, record.raw),
      ...(mustMove && this.#toState(state))
    }
    if (Object.keys(changes).length === 0) return record
    const { body } = await this.#rest.request({ method: 'PUT', path: `/tickets/${encodeURIComponent(record.id)}`, query: { expand: true }, body: changes })
    return this.#records.of(body, true)
  }

  wordOf (state: TicketState): string { return this.#options.statuses[state] ?? STATUSES[state] }

  #titleOf ({ key, ticket }: TicketExport): string {
    return this.#marking.title(subjectOf(ticket, MAX_TITLE_CHARS - 30), markOfTicket(key))
  }

  #toState (state: TicketState): { state: string, pending_time?: string } {
    const word = this.wordOf(state)
    return { state: word, ...(PENDING.test(word) && { pending_time: new Date(this.#hub.clock.now() + PENDING_MS).toISOString() }) }
  }

  #toArticle (subject: string, text: string, mark: Mark, isPublic: boolean): Record<string, unknown> {
    return {
      subject, body: signText(text, [mark], MAX_TEXT_CHARS), content_type: 'text/plain', type: this.#options.articleType, internal: !isPublic
    }
  }

  async #write ({ id }: ZammadRecord, article: Record<string, unknown>): Promise<void> {
    await this.#rest.request({ method: 'POST', path: '/ticket_articles', body: { ticket_id: Number(id), ...article } })
  }

  /** Zammad drops attributes that it does not know, and without the mark a lost answer makes the next attempt create a second ticket. */
  async #noteMark (isKept: boolean): Promise<void> {
    if (this.#isMarkKept === isKept) return
    this.#isMarkKept = isKept
    const { attribute } = this.#options
    if (isKept) return this.#hub.alerts.resolve(MISSING_ATTRIBUTE)
    await this.#hub.alerts.raise(MISSING_ATTRIBUTE, {
      severity: 'critical',
      title: { zh: 'Zammad 缺少工单属性', en: 'Zammad lacks an attribute of tickets' },
      reason: `Zammad did not keep the attribute '${attribute}', so tickets may be made twice; create it in the object manager, or set mark: title`
    })
  }
}
