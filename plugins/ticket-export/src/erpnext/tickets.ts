import { createHash } from 'node:crypto'
import { Rejected, Unauthorized, type FieldValue, type TicketComment, type TicketExport, type TicketState } from '@kefuhub/contract'
import { toHtml, toText } from '../erp/html.js'
import { parseLocalTime } from '../erp/local-time.js'
import type { LoadedFile, TicketRecord, TicketSystem } from '../tickets/exporter.js'
import { textAt } from '../tickets/foreign.js'
import { clean, signText, type Mark } from '../tickets/marks.js'
import type { StateTable } from '../tickets/states.js'
import type { Customers } from './customers.js'
import { ADD_COMMENT, MAX_FILE_BYTES, MAX_LINE_CHARS, MAX_TEXT_CHARS, STATUSES, UPLOAD_FILE, WHO_AM_I } from './facts.js'
import type { Doc, Filter, Frappe, Reading } from './frappe.js'
import type { Options, TicketOptions } from './options.js'
import { pageOf } from './order.js'
import { Duplicate, NoField } from './verdict.js'

const MAX_NOTES = 2000
const SHOWN = ['name', 'status', 'modified']

/** Tickets in ERPNext. */
export class Tickets implements TicketSystem {
  readonly maxFileBytes = MAX_FILE_BYTES
  readonly searchLagMs = 0
  readonly #frappe: Frappe
  readonly #site: Pick<Options, 'url' | 'timeZone'>
  readonly #options: TicketOptions
  readonly #customers: Customers
  readonly #states: StateTable
  #author: string | undefined

  constructor (frappe: Frappe, site: Pick<Options, 'url' | 'timeZone'>, options: TicketOptions, customers: Customers, states: StateTable) {
    this.#frappe = frappe
    this.#site = site
    this.#options = options
    this.#customers = customers
    this.#states = states
  }

  async read (id: string): Promise<TicketRecord | undefined> {
    const doc = await this.#frappe.get(this.#options.doctype, id)
    return doc && this.toRecord(doc)
  }

  async find (key: string): Promise<TicketRecord | undefined> {
    const [doc] = await this.list({ fields: SHOWN, filters: [[this.#options.keyField, '=', key]], limit: 1 })
    return doc && this.toRecord(doc)
  }

  /** Tickets that match, those that are not the hub's too. */
  async list (reading: Reading): Promise<Doc[]> {
    const { doctype, keyField } = this.#options
    try {
      return await this.#frappe.list(doctype, reading)
    } catch (error) {
      if (!(error instanceof NoField) || !error.message.includes(keyField)) throw error
      // Without it a repeat would make a second ticket, so nothing goes out until somebody makes the field.
      throw new Unauthorized(`ERPNext's ${doctype} has no field ${keyField}; make it there (Data, unique), or name another one in keyField`, { afterMs: 600_000, cause: error })
    }
  }

  /** The condition that picks the hub's own tickets. */
  get ours (): Filter { return [this.#options.keyField, 'is', 'set'] }

  async create (ticket: TicketExport): Promise<{ record: TicketRecord, isNew: boolean }> {
    const { doctype, keyField, defaults } = this.#options
    const { description, state } = ticket.ticket
    try {
      const doc = await this.#frappe.create(doctype, {
        ...defaults,
        ...this.#head(ticket),
        description: toHtml(description.slice(0, MAX_TEXT_CHARS)),
        status: this.wordOf(state),
        ...await this.#contact(ticket),
        ...mapped(ticket.fields),
        [keyField]: ticket.key
      })
      return { record: this.toRecord(doc), isNew: true }
    } catch (error) {
      // Another process was faster.
      const record = error instanceof Duplicate ? await this.find(ticket.key) : undefined
      if (record === undefined) throw error
      return { record, isNew: false }
    }
  }

  async texts ({ id }: TicketRecord): Promise<string[]> {
    const filters: Filter[] = [['reference_doctype', '=', this.#options.doctype], ['reference_name', '=', id], ['comment_type', '=', 'Comment']]
    const comments = await this.#frappe.list('Comment', { fields: ['name', 'content'], filters, orderBy: 'creation desc', limit: MAX_NOTES })
    return comments.map((comment) => toText(textAt(comment, 'content') ?? ''))
  }

  async comment ({ id }: TicketRecord, { by, text, isPublic }: TicketComment, mark: Mark): Promise<void> {
    await this.#post(id, `${by.name ?? by.kind} (${isPublic ? 'public' : 'internal'}): ${text}`, mark)
  }

  /** A file has no room for a mark: one with the same bytes is the same. */
  async attach ({ id }: TicketRecord, { name, mimeType, mark, content, reason = 'it is empty' }: LoadedFile): Promise<void> {
    if (content === undefined) return this.#post(id, `The file ${name} is not here: ${reason}`, mark)
    const filters: Filter[] = [['attached_to_doctype', '=', this.#options.doctype], ['attached_to_name', '=', id]]
    const there = await this.#frappe.list('File', { fields: ['name', 'file_name', 'file_size', 'content_hash'], filters, limit: MAX_NOTES })
    if (!there.some((file) => isSameFile(file, name, content))) {
      await this.#frappe.upload(UPLOAD_FILE, this.#options.doctype, id, { name, mimeType, content })
    }
  }

  /** Writes what differs, and neither the description, which people there go on writing, nor the customer. */
  async update (record: TicketRecord, ticket: TicketExport): Promise<TicketRecord> {
    const { doctype } = this.#options
    const doc = await this.#frappe.get(doctype, record.id)
    if (doc === undefined) throw new Rejected(`Ticket ${record.id} is not in ERPNext any more; it was deleted there`)
    const { state } = ticket.ticket
    const wanted = { ...this.#head(ticket), ...mapped(ticket.fields) }
    const changes = Object.fromEntries(Object.entries(wanted).filter(([field, value]) => !isSame(doc[field], value)))
    const now = this.toRecord(doc)
    if (now.state !== state && now.status !== this.wordOf(state)) changes.status = this.wordOf(state)
    return Object.keys(changes).length === 0 ? now : this.toRecord(await this.#frappe.update(doctype, record.id, changes))
  }

  wordOf (state: TicketState): string { return this.#options.statuses[state] ?? STATUSES[state] }

  /** A ticket as it was read with `name`, `status`, `modified`. */
  toRecord (doc: Doc): TicketRecord {
    const status = textAt(doc, 'status') ?? ''
    return {
      id: doc.name,
      number: doc.name,
      url: pageOf(this.#site.url, this.#options.doctype.toLowerCase().replace(/ /g, '-'), doc.name),
      status,
      state: this.#states.toState(status),
      changedAt: parseLocalTime(textAt(doc, 'modified'), this.#site.timeZone) ?? new Date(0)
    }
  }

  #head ({ ticket: { subject, priority } }: TicketExport): Record<string, string> {
    return { subject: clean(subject).slice(0, MAX_LINE_CHARS).replace(/[\ud800-\udbff]$/, ''), priority: this.#options.priorities[priority] }
  }

  async #contact ({ contact: { id, phone, email } }: TicketExport): Promise<Record<string, string>> {
    const found = await this.#customers.find({ ...(id !== undefined && { externalId: id }), ...(phone !== undefined && { phone }), ...(email !== undefined && { email }) })
    // Several might be anybody: then a person there decides.
    const customer = found.length === 1 ? found[0]?.id : undefined
    return { ...(customer !== undefined && { customer }), ...(email !== undefined && { raised_by: email }) }
  }

  async #post (id: string, text: string, mark: Mark): Promise<void> {
    const author = await this.#whoAmI()
    await this.#frappe.call(ADD_COMMENT, {
      reference_doctype: this.#options.doctype, reference_name: id, content: toHtml(signText(text, [mark], MAX_TEXT_CHARS)), comment_email: author, comment_by: author
    }, true)
  }

  async #whoAmI (): Promise<string> {
    this.#author ??= textAt(await this.#frappe.ask(WHO_AM_I)) ?? ''
    return this.#author
  }
}

/** Values of the config's mapping. */
function mapped (values: Record<string, FieldValue>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([field, value]) => [field, typeof value === 'boolean' ? Number(value) : value]))
}

/** ERPNext keeps no value as none or as an empty text. */
function isSame (current: unknown, wanted: unknown): boolean {
  return current === wanted || ((current ?? '') === '' && (wanted ?? '') === '')
}

function isSameFile (file: Doc, name: string, content: Buffer): boolean {
  const hash = textAt(file, 'content_hash')
  // Which digest it is depends on the version; one of those two.
  if (hash !== undefined) return ['md5', 'sha256'].some((algorithm) => createHash(algorithm).update(content).digest('hex') === hash)
  return textAt(file, 'file_name') === name && Number(textAt(file, 'file_size')) === content.length
}
