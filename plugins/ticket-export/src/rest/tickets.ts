import { type TicketComment, type TicketExport, type TicketState } from '@kefuhub/contract'
import { Mapping, type Rest } from '@kefuhub/contract/rest'
import { errors } from '../errors.js'
import { describe, sayWho, subjectOf } from '../tickets/customer.js'
import type { LoadedFile, PresentFile, TicketSystem } from '../tickets/exporter.js'
import { textAt } from '../tickets/foreign.js'
import { clean, markOfTicket, signText, type Mark } from '../tickets/marks.js'
import type { ForeignComment } from '../tickets/news.js'
import { isSettled } from '../tickets/states.js'
import { ListCall, OneCall, inDoubt, type Values } from './calls.js'
import type { TicketOptions } from './ticket-options.js'
import { toComment, type Records, type RestRecord } from './ticket-record.js'

const TICKET = ['key', 'mark', 'externalId', 'ticket', 'contact', 'fields', 'subject', 'description', 'status', 'priority', 'currentStatus']
const COMMENT = ['externalId', 'mark', 'comment', 'text', 'isPublic', 'author']
const FILE = ['externalId', 'mark', 'file']
const MAX_TEXT_CHARS = 100_000
const MAX_SUBJECT_CHARS = 250
const MOST_COMMENTS = 5000

/** Tickets of a system with an API of its own. */
export class RestTickets implements TicketSystem<RestRecord> {
  readonly maxFileBytes: number
  readonly searchLagMs: number
  readonly #options: TicketOptions
  readonly #records: Records
  readonly #create: OneCall
  readonly #find: ListCall | undefined
  readonly #read: OneCall
  readonly #update: OneCall | undefined
  readonly #comment: OneCall | undefined
  readonly #comments: { list: ListCall, comment: Mapping } | undefined
  readonly #attach: OneCall | undefined
  readonly #files: { list: ListCall, file: Mapping } | undefined
  /** Records that hold what they were just made with. */
  readonly #made = new WeakSet<RestRecord>()

  /** @throws TICKET_ERR_REST_TWICE, KH_ERR_REST_TEMPLATE, KH_ERR_REST_EXPRESSION */
  constructor (rest: Rest, options: TicketOptions, records: Records) {
    const { create, find, read, update, comment, attachment } = options
    checkOnce('rest/tickets/create', [find, create.idempotencyHeader], 'find beside it, or idempotencyHeader')
    if (comment !== undefined) checkOnce('rest/tickets/comment', [comment.list, comment.idempotencyHeader], 'list, or idempotencyHeader')
    if (attachment !== undefined) checkOnce('rest/tickets/attachment', [attachment.list, attachment.idempotencyHeader], 'list, or idempotencyHeader')
    this.#options = options
    this.#records = records
    this.maxFileBytes = attachment?.maxBytes ?? 0
    this.searchLagMs = options.searchLagMs
    this.#create = new OneCall(rest, create, TICKET, 'rest/tickets/create')
    this.#find = find && new ListCall(rest, find, ['key', 'mark'], 'rest/tickets/find')
    this.#read = new OneCall(rest, read, ['externalId'], 'rest/tickets/read')
    this.#update = update && new OneCall(rest, update, TICKET, 'rest/tickets/update')
    this.#comment = comment && new OneCall(rest, comment, COMMENT, 'rest/tickets/comment')
    this.#attach = attachment && new OneCall(rest, attachment, FILE, 'rest/tickets/attachment')
    if (comment?.list !== undefined) {
      const { comment: expression, ...list } = comment.list
      this.#comments = { list: new ListCall(rest, list, ['externalId'], 'rest/tickets/comment/list'), comment: new Mapping(expression, 'rest/tickets/comment/list/comment') }
    }
    if (attachment?.list !== undefined) {
      const { file, ...list } = attachment.list
      this.#files = { list: new ListCall(rest, list, ['externalId'], 'rest/tickets/attachment/list'), file: new Mapping(file, 'rest/tickets/attachment/list/file') }
    }
  }

  async read (id: string): Promise<RestRecord | undefined> {
    const record = await this.#read.make({ externalId: id }, { accept404: true, isWrite: false })
    return record === undefined || record === null ? undefined : this.#records.of(record)
  }

  async find (key: string, mark: Mark): Promise<RestRecord | undefined> {
    const { items } = await this.#find?.page({ key, mark }) ?? { items: [] }
    const found = await Promise.all(items.map((item) => this.#records.of(item)))
    return found.find((record) => record.key === undefined || record.key === key || record.key === mark)
  }

  async create (ticket: TicketExport, mark: Mark): Promise<{ record: RestRecord, isNew: boolean }> {
    const { state } = ticket.ticket
    // Comments come first, and the end after them, where there is a call for it.
    const status = this.wordOf(isSettled(state) && this.#update !== undefined ? 'in-progress' : state)
    const { idempotencyHeader } = this.#options.create
    const answer = await this.#create.make(this.#valuesOf(ticket, mark, status), once(idempotencyHeader, clean(ticket.key)))
    const record = await inDoubt(() => this.#records.of(answer))
    this.#made.add(record)
    // A system that does a call once gives what an earlier attempt made as well.
    return { record, isNew: idempotencyHeader === undefined }
  }

  async texts ({ id }: RestRecord): Promise<string[]> {
    return (await this.comments(id)).map(({ text }) => text)
  }

  /** All that is written on a ticket, as far as the config says how to read it. */
  async comments (id: string): Promise<Array<ForeignComment & { at: Date | undefined }>> {
    if (this.#comments === undefined) return []
    const { list, comment } = this.#comments
    const items = await list.all({ externalId: id }, MOST_COMMENTS)
    return (await Promise.all(items.map(async (item) => toComment(await comment.evaluate(item)) ?? []))).flat()
  }

  async files ({ id }: RestRecord): Promise<PresentFile[]> {
    if (this.#files === undefined) return []
    const { list, file } = this.#files
    const items = await list.all({ externalId: id }, MOST_COMMENTS)
    return (await Promise.all(items.map(async (item) => {
      const found = await file.evaluate(item)
      const [name, bytes] = [textAt(found, 'name'), Number(textAt(found, 'bytes'))]
      return name === undefined ? [] : [{ name, ...(Number.isFinite(bytes) && { bytes }) }]
    }))).flat()
  }

  async comment ({ id }: RestRecord, comment: TicketComment, mark: Mark): Promise<void> {
    const said = sayWho(comment)
    const text = this.#comments === undefined ? clean(said).slice(0, MAX_TEXT_CHARS) : signText(said, [mark], MAX_TEXT_CHARS)
    const values = { externalId: id, mark, comment: toJson({ ...comment, text: clean(comment.text) }), text, isPublic: comment.isPublic, author: comment.by.name ?? '' }
    await this.#comment?.make(values, once(this.#options.comment?.idempotencyHeader, mark))
  }

  async attach ({ id }: RestRecord, { name, mimeType, content, mark }: LoadedFile): Promise<void> {
    const { multipart, idempotencyHeader } = this.#options.attachment ?? {}
    // A file that cannot be sent is left out: there is no place to say so.
    if (content === undefined || this.#attach === undefined) return
    const file = { name, mimeType, bytes: content.length, ...(multipart === undefined && { base64: content.toString('base64') }) }
    await this.#attach.make({ externalId: id, mark, file }, { ...once(idempotencyHeader, mark), ...(multipart !== undefined && { form: toForm(multipart, name, mimeType, content) }) })
  }

  async update (record: RestRecord, ticket: TicketExport): Promise<RestRecord> {
    const { state } = ticket.ticket
    // A word of the system that means the same is not replaced.
    const status = state !== 'new' && record.state !== state ? this.wordOf(state) : undefined
    if (this.#update === undefined || (this.#made.has(record) && (status ?? record.status) === record.status)) return record
    const answer = await this.#update.make({ ...this.#valuesOf(ticket, markOfTicket(ticket.key), status), externalId: record.id, currentStatus: record.status })
    if (answer === undefined || answer === null) return await this.read(record.id) ?? record
    return inDoubt(() => this.#records.of(answer))
  }

  wordOf (state: TicketState): string { return this.#options.statuses[state] ?? state }

  #valuesOf (ticket: TicketExport, mark: Mark, status: string | undefined): Values {
    return {
      key: clean(ticket.key),
      mark,
      ticket: toJson(ticket.ticket),
      contact: toJson(ticket.contact),
      fields: toJson(ticket.fields),
      subject: subjectOf(ticket.ticket, MAX_SUBJECT_CHARS),
      description: clean(describe(ticket)).slice(0, MAX_TEXT_CHARS),
      ...(status !== undefined && { status }),
      priority: this.#options.priorities[ticket.ticket.priority]
    }
  }
}

/** Whether what a lost answer leaves in doubt can be found out. @throws TICKET_ERR_REST_TWICE */
function checkOnce (place: string, ways: readonly unknown[], what: string): void {
  if (ways.every((way) => way === undefined)) throw new errors.TICKET_ERR_REST_TWICE(place, what)
}

function once (header: string | undefined, value: string): { headers?: Record<string, string> } {
  return header === undefined ? {} : { headers: { [header]: value } }
}

function toForm (field: string, name: string, type: string, content: Buffer): FormData {
  const form = new FormData()
  form.append(field, new Blob([new Uint8Array(content)], { type }), name)
  return form
}

/** Values without dates, which expressions do not know, and without NUL. */
function toJson (value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_name, part: unknown) => typeof part === 'string' ? clean(part) : part)
}
