import { Uncertain, type TicketComment, type TicketExport } from '@kefuhub/contract'
import type { Rest } from '@kefuhub/contract/rest'
import { describe, sayWho, subjectOf } from '../tickets/customer.js'
import type { LoadedFile, TicketSystem } from '../tickets/exporter.js'
import { dateAt, listAt, textAt, valueAt } from '../tickets/foreign.js'
import { clean, signText, type Mark } from '../tickets/marks.js'
import { isSettled } from '../tickets/states.js'
import type { JiraCustomers } from './customers.js'
import { COMMENTS_PER_PAGE, DESK, EXPERIMENTAL, ISSUE, MAX_FILE_BYTES, MAX_SUMMARY_CHARS, MAX_TEXT_CHARS, MOST_COMMENT_PAGES, MOST_FOUND, NO_CHECK } from './facts.js'
import { differing, toFields } from './fields.js'
import type { Options } from './options.js'
import { toComment, type JiraComment, type JiraRecord, type Records } from './record.js'
import { quoted, type Search } from './search.js'
import type { Transitions } from './transitions.js'

/** What of an issue tells how it stands. */
export const STATUS_FIELDS = ['status', 'resolution', 'updated', 'labels', 'description'] as const

/** What requests are made with. */
export interface JiraParts {
  rest: Rest
  records: Records
  search: Search
  customers: JiraCustomers
  transitions: Transitions
}

/** Requests of a service desk. */
export class JiraTickets implements TicketSystem<JiraRecord> {
  readonly maxFileBytes = MAX_FILE_BYTES
  readonly searchLagMs: number
  readonly #options: Options
  readonly #parts: JiraParts

  constructor (options: Options, parts: JiraParts) {
    this.#options = options
    this.#parts = parts
    this.searchLagMs = options.searchLagMs
  }

  async read (id: string, more: readonly string[] = []): Promise<JiraRecord | undefined> {
    const fields = [...STATUS_FIELDS, 'summary', 'priority', ...more].join(',')
    const { status, body } = await this.#parts.rest.request({ method: 'GET', path: `${ISSUE}/${encodeURIComponent(id)}`, query: { fields }, accept404: true })
    return status === 404 ? undefined : this.#parts.records.of(body)
  }

  async find (key: string, mark: Mark): Promise<JiraRecord | undefined> {
    const jql = this.#options.mark === 'label' ? `labels = ${quoted(labelOf(key, mark))}` : `description ~ ${quoted(quoted(mark))}`
    const { issues } = await this.#parts.search.find(`project = ${this.#options.projectKey} AND ${jql} ORDER BY key ASC`, STATUS_FIELDS, MOST_FOUND)
    const found = issues.find((issue) => this.#carries(valueAt(issue, 'fields'), key, mark))
    const id = textAt(found, 'id')
    // The index may be older than the issue.
    return id === undefined ? undefined : this.read(id)
  }

  async create (ticket: TicketExport, mark: Mark): Promise<{ record: JiraRecord, isNew: boolean }> {
    const { serviceDeskId, requestTypeId } = this.#options
    const raiseOnBehalfOf = await this.#parts.customers.reporterOf(ticket)
    const text = describe(ticket)
    const fields = {
      summary: subjectOf(ticket.ticket, MAX_SUMMARY_CHARS),
      description: this.#options.mark === 'label' ? clean(text).slice(0, MAX_TEXT_CHARS) : signText(text, [mark], MAX_TEXT_CHARS),
      ...this.#fieldsOf(ticket, mark)
    }
    const { body } = await this.#parts.rest.request({
      method: 'POST',
      path: `${DESK}/request`,
      body: { serviceDeskId, requestTypeId, requestFieldValues: fields, ...(raiseOnBehalfOf !== undefined && { raiseOnBehalfOf }) }
    })
    return { record: this.#made(body, fields), isNew: true }
  }

  async texts ({ id }: JiraRecord): Promise<string[]> {
    return (await this.comments(id)).map(({ text }) => text)
  }

  /** All comments of a request, oldest first. */
  async comments (id: string): Promise<JiraComment[]> {
    const comments: JiraComment[] = []
    for (let page = 0, start = 0; page < MOST_COMMENT_PAGES; page++) {
      const { body } = await this.#parts.rest.request({
        method: 'GET', path: `${this.#pathOf(id)}/comment`, query: { start, limit: COMMENTS_PER_PAGE }, headers: EXPERIMENTAL
      })
      const values = listAt(body, 'values')
      comments.push(...values.flatMap((comment) => toComment(comment) ?? []))
      start += values.length
      if (values.length === 0 || valueAt(body, 'isLastPage') !== false) break
    }
    return comments.sort((one, other) => one.at.getTime() - other.at.getTime())
  }

  async comment ({ id }: JiraRecord, comment: TicketComment, mark: Mark): Promise<void> {
    await this.#comment(id, signText(sayWho(comment), [mark], MAX_TEXT_CHARS), comment.isPublic)
  }

  async attach ({ id }: JiraRecord, { name, mimeType, content, reason, mark }: LoadedFile): Promise<void> {
    if (content === undefined) return this.#comment(id, signText(`${name} could not be sent: ${reason}`, [mark], MAX_TEXT_CHARS), false)
    const form = new FormData()
    form.append('file', new Blob([new Uint8Array(content)], { type: mimeType }), name)
    const { body } = await this.#parts.rest.request({
      // A temporary file that nothing refers to goes away by itself: sending it again does no harm.
      method: 'POST', path: `${DESK}/servicedesk/${this.#options.serviceDeskId}/attachTemporaryFile`, headers: { ...NO_CHECK, ...EXPERIMENTAL }, form, isWrite: false
    })
    const file = textAt(listAt(body, 'temporaryAttachments')[0], 'temporaryAttachmentId')
    if (file === undefined) throw new Uncertain('Jira answered a file without the id of a temporary attachment')
    await this.#parts.rest.request({
      method: 'POST',
      path: `${this.#pathOf(id)}/attachment`,
      headers: EXPERIMENTAL,
      body: { temporaryAttachmentIds: [file], public: false, additionalComment: { body: signText(name, [mark], MAX_TEXT_CHARS) } }
    })
  }

  async update (record: JiraRecord, ticket: TicketExport): Promise<JiraRecord> {
    const own = toFields(ticket.fields, this.#options)
    const names = Object.keys(own)
    // What was just made holds what it was made with; of others the mapped fields were not asked for yet.
    const isWhole = names.every((name) => valueAt(record.fields, name) !== undefined)
    const current = isWhole ? record : await this.read(record.id, names) ?? record
    const { labels: _labels, ...fields } = this.#fieldsOf(ticket)
    const changes = differing({ summary: subjectOf(ticket.ticket, MAX_SUMMARY_CHARS), ...fields }, current.fields)
    const isChanged = Object.keys(changes).length > 0
    if (isChanged) await this.#parts.rest.request({ method: 'PUT', path: `${ISSUE}/${encodeURIComponent(record.id)}`, body: { fields: changes } })
    const { state } = ticket.ticket
    const mustMove = state !== 'new' && current.state !== state && !(isSettled(current.state) && isSettled(state))
    const hasMoved = mustMove && await this.#parts.transitions.move(current, state)
    return isChanged || hasMoved ? await this.read(record.id) ?? current : current
  }

  /** Whether the hub made an issue, as far as it shows. */
  isOurs ({ fields }: JiraRecord): boolean {
    if (this.#options.mark === 'description') return valueAt(fields, 'description') === undefined || /\bhub-k-[0-9a-f]{16}\b/.test(textAt(fields, 'description') ?? '')
    return valueAt(fields, 'labels') === undefined || listAt(fields, 'labels').some((label) => String(label).startsWith('hub-'))
  }

  #carries (fields: unknown, key: string, mark: Mark): boolean {
    return this.#options.mark === 'label' ? listAt(fields, 'labels').includes(labelOf(key, mark)) : textAt(fields, 'description')?.includes(mark) === true
  }

  #fieldsOf (ticket: TicketExport, mark?: Mark): Record<string, unknown> {
    const { priorities } = this.#options
    const fields = toFields(ticket.fields, this.#options)
    const labels = [...listAt(fields, 'labels'), ...(mark !== undefined && this.#options.mark === 'label' ? [labelOf(ticket.key, mark)] : [])]
    return {
      ...(priorities !== undefined && { priority: { name: priorities[ticket.ticket.priority] } }),
      ...fields,
      ...(labels.length > 0 && { labels })
    }
  }

  #made (body: unknown, fields: object): JiraRecord {
    const id = textAt(body, 'issueId')
    const status = textAt(body, 'currentStatus', 'status')
    if (id === undefined || status === undefined) throw new Uncertain('Jira answered without a request; check the address and what stands between')
    const changedAt = dateAt(body, 'currentStatus', 'statusDate', 'epochMillis') ?? dateAt(body, 'currentStatus', 'statusDate', 'iso8601') ?? new Date(0)
    const state = this.#parts.records.toState(status, textAt(body, 'currentStatus', 'statusCategory'), false)
    return this.#parts.records.make({ id, key: textAt(body, 'issueKey') ?? id, status, state, changedAt, fields })
  }

  async #comment (id: string, body: string, isPublic: boolean): Promise<void> {
    await this.#parts.rest.request({ method: 'POST', path: `${this.#pathOf(id)}/comment`, headers: EXPERIMENTAL, body: { body, public: isPublic } })
  }

  #pathOf (id: string): string { return `${DESK}/request/${encodeURIComponent(id)}` }
}

/** A label has no blanks; a key that cannot be one is told by its mark. */
function labelOf (key: string, mark: Mark): string { return /^[\w.:-]{1,200}$/.test(key) ? `hub-${key}` : mark }
