import { Uncertain, type TicketComment, type TicketExport, type TicketState } from '@kefuhub/contract'
import type { Rest } from '@kefuhub/contract/rest'
import { customerOf, describe, sayWho, subjectOf } from '../tickets/customer.js'
import type { LoadedFile, TicketSystem } from '../tickets/exporter.js'
import { listAt, textAt, valueAt } from '../tickets/foreign.js'
import { signText, type Mark } from '../tickets/marks.js'
import { isSettled } from '../tickets/states.js'
import { isOtherBody } from './api.js'
import { COMMENTS_PER_PAGE, MAX_FILE_BYTES, MAX_KEY_CHARS, MAX_SUBJECT_CHARS, MAX_TEXT_CHARS, MOST_COMMENT_PAGES, STATUSES } from './facts.js'
import { differing, toProperties } from './fields.js'
import type { Options } from './options.js'
import { toComment, type Records, type ZendeskComment, type ZendeskRecord } from './record.js'

/** Tickets of a Zendesk account. The hub's key is their external id, and their idempotency key while they are being created. */
export class ZendeskTickets implements TicketSystem<ZendeskRecord> {
  readonly maxFileBytes = MAX_FILE_BYTES
  readonly searchLagMs = 0
  readonly #rest: Rest
  readonly #options: Options
  readonly #records: Records

  constructor (rest: Rest, options: Options, records: Records) {
    this.#rest = rest
    this.#options = options
    this.#records = records
  }

  async read (id: string): Promise<ZendeskRecord | undefined> {
    const { status, body } = await this.#rest.request({ method: 'GET', path: `/tickets/${encodeURIComponent(id)}`, accept404: true })
    return status === 404 ? undefined : this.#records.of(valueAt(body, 'ticket'))
  }

  async find (key: string, mark: Mark): Promise<ZendeskRecord | undefined> {
    const externalId = idOf(key, mark)
    const { body } = await this.#rest.request({ method: 'GET', path: '/tickets', query: { external_id: externalId } })
    const found = listAt(body, 'tickets').flatMap((ticket) => this.#records.find(ticket) ?? [])
      .filter((record) => record.externalId === externalId && record.status !== 'deleted')
      .sort((one, other) => Number(other.id) - Number(one.id))
    // A follow-up carries the same external id as the closed ticket that it follows.
    return found.find(({ status }) => status !== 'closed') ?? found[0]
  }

  async create (ticket: TicketExport, mark: Mark): Promise<{ record: ZendeskRecord, isNew: boolean }> {
    return this.#post(ticket, mark, idOf(ticket.key, mark), {})
  }

  async texts (record: ZendeskRecord): Promise<string[]> {
    return (await this.comments(record.id)).map(({ text }) => text)
  }

  /** All comments of a ticket, oldest first. */
  async comments (id: string): Promise<ZendeskComment[]> {
    const comments: ZendeskComment[] = []
    let after: string | undefined
    for (let page = 0; page < MOST_COMMENT_PAGES; page++) {
      const query = { 'page[size]': COMMENTS_PER_PAGE, 'page[after]': after }
      const { body } = await this.#rest.request({ method: 'GET', path: `/tickets/${encodeURIComponent(id)}/comments`, query })
      comments.push(...listAt(body, 'comments').flatMap((comment) => toComment(comment) ?? []))
      after = textAt(body, 'meta', 'after_cursor')
      if (valueAt(body, 'meta', 'has_more') !== true || after === undefined) break
    }
    return comments
  }

  async comment ({ id }: ZendeskRecord, comment: TicketComment, mark: Mark): Promise<void> {
    await this.#put(id, { comment: { body: signText(sayWho(comment), [mark], MAX_TEXT_CHARS), public: comment.isPublic } })
  }

  async attach ({ id }: ZendeskRecord, { name, mimeType, content, reason, mark }: LoadedFile): Promise<void> {
    const text = signText(content === undefined ? `${name} could not be sent: ${reason}` : name, [mark], MAX_TEXT_CHARS)
    const uploads = content === undefined ? [] : [await this.#upload(name, mimeType, content)]
    await this.#put(id, { comment: { body: text, public: false, uploads } })
  }

  async update (record: ZendeskRecord, { ticket, fields }: TicketExport): Promise<ZendeskRecord> {
    // A closed ticket takes nothing any more.
    if (record.status === 'closed') return record
    const status = this.wordOf(ticket.state)
    const mustMove = ticket.state !== 'new' && record.state !== ticket.state && record.status !== status
    const changes = differing({
      subject: subjectOf(ticket, MAX_SUBJECT_CHARS),
      priority: this.#options.priorities[ticket.priority],
      ...(mustMove && { status }),
      ...toProperties(fields)
    }, record.raw)
    return Object.keys(changes).length === 0 ? record : this.#put(record.id, changes)
  }

  async successor (record: ZendeskRecord, ticket: TicketExport, mark: Mark): Promise<ZendeskRecord | undefined> {
    if (record.status !== 'closed') return undefined
    const latest = await this.find(ticket.key, mark)
    if (latest !== undefined && latest.status !== 'closed') return latest
    const source = latest ?? record
    return (await this.#post(ticket, mark, `${mark}-${source.id}`, { via_followup_source_id: Number(source.id) })).record
  }

  wordOf (state: TicketState): string { return this.#options.statuses[state] ?? STATUSES[state] }

  async #post (ticket: TicketExport, mark: Mark, idempotencyKey: string, more: object): Promise<{ record: ZendeskRecord, isNew: boolean }> {
    const { customerEmail, publicDescription, priorities } = this.#options
    const { state, priority } = ticket.ticket
    const requester = customerOf(ticket, customerEmail)
    const response = await this.#rest.request({
      method: 'POST',
      path: '/tickets',
      headers: { 'idempotency-key': idempotencyKey },
      accept: [400],
      body: {
        ticket: {
          subject: subjectOf(ticket.ticket, MAX_SUBJECT_CHARS),
          priority: priorities[priority],
          // Comments come first, and the end after them.
          status: this.wordOf(isSettled(state) ? 'in-progress' : state),
          ...toProperties(ticket.fields),
          ...(requester !== undefined && { requester }),
          comment: { body: signText(describe(ticket), [mark], MAX_TEXT_CHARS), public: publicDescription },
          external_id: idOf(ticket.key, mark),
          ...more
        }
      }
    })
    if (!isOtherBody(response)) {
      return { record: this.#records.of(valueAt(response.body, 'ticket'), true), isNew: response.headers.get('x-idempotency-lookup') !== 'hit' }
    }
    // An earlier attempt created it from what the ticket was then.
    const record = await this.find(ticket.key, mark)
    if (record === undefined) throw new Uncertain('Zendesk made this ticket at an earlier attempt and does not show it yet')
    return { record, isNew: false }
  }

  async #put (id: string, ticket: object): Promise<ZendeskRecord> {
    const { body } = await this.#rest.request({ method: 'PUT', path: `/tickets/${encodeURIComponent(id)}`, body: { ticket } })
    return this.#records.of(valueAt(body, 'ticket'), true)
  }

  async #upload (name: string, mimeType: string, content: Buffer): Promise<string> {
    const { body } = await this.#rest.request({
      // A file that nothing refers to goes away by itself: uploading it again does no harm.
      method: 'POST', path: '/uploads', query: { filename: name }, raw: { type: mimeType, content }, isWrite: false
    })
    const token = textAt(body, 'upload', 'token')
    if (token === undefined) throw new Uncertain('Zendesk answered an upload without a token')
    return token
  }
}

/** What fits into a header and a field. */
function idOf (key: string, mark: Mark): string { return key.length <= MAX_KEY_CHARS && /^[\x21-\x7e]+$/.test(key) ? key : mark }
