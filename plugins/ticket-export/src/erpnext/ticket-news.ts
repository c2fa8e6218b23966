import type { ErpHub, TicketChanges, TicketNews } from '@kefuhub/contract'
import { beginAt, readChanges, readCursor, writeCursor, type ChangeList, type Position } from '../erp/changes.js'
import { toText } from '../erp/html.js'
import { formatLocalTime, parseLocalTime } from '../erp/local-time.js'
import { toExported } from '../tickets/exporter.js'
import { textAt } from '../tickets/foreign.js'
import { commentNews, stateNews } from '../tickets/news.js'
import { OVERLAP_MS } from './facts.js'
import type { Doc, Filter, Frappe, Reading } from './frappe.js'
import type { TicketOptions } from './options.js'
import type { Tickets } from './tickets.js'

/** Where people write on tickets. */
export type NoteDoctype = 'Comment' | 'Communication'

const TICKET_FIELDS = ['name', 'status', 'modified']
const NOTE_FIELDS: Readonly<Record<NoteDoctype, readonly string[]>> = {
  Comment: ['name', 'reference_name', 'content', 'comment_by', 'creation'],
  Communication: ['name', 'reference_name', 'content', 'sender_full_name', 'creation']
}

/** What moves in ERPNext: tickets by the time of their last change, and what is written on them. */
export class TicketNewsReader {
  readonly #hub: ErpHub
  readonly #frappe: Frappe
  readonly #tickets: Tickets
  readonly #options: TicketOptions
  readonly #timeZone: string
  readonly #lists: readonly [moves: ChangeList<Doc>, comments: ChangeList<Doc>, mails: ChangeList<Doc>]

  constructor (hub: ErpHub, frappe: Frappe, tickets: Tickets, options: TicketOptions, timeZone: string) {
    this.#hub = hub
    this.#frappe = frappe
    this.#tickets = tickets
    this.#options = options
    this.#timeZone = timeZone
    this.#lists = [
      this.#list('modified', (reading) => tickets.list({ ...reading, fields: TICKET_FIELDS, filters: [tickets.ours, ...reading.filters ?? []] })),
      this.#notes('Comment', ['comment_type', '=', 'Comment']),
      this.#notes('Communication', ['communication_type', '=', 'Communication'])
    ]
  }

  async read (cursor: string | undefined): Promise<TicketChanges> {
    const [moves, comments, mails] = this.#lists
    if (cursor === undefined) return { tickets: [], cursor: writeCursor([await this.#begin(moves), await this.#begin(comments), await this.#begin(mails)]), more: false }
    const positions = readCursor(cursor, this.#lists.length)
    const pages = await Promise.all(this.#lists.map((list, at) => readChanges(list, positions[at] as Position, this.#options.pageSize)))
    const [moved, said, mailed] = pages
    return {
      tickets: [
        ...(moved?.rows ?? []).map((doc) => this.toMove(doc)),
        ...await this.#toNotes('Comment', said?.rows ?? []),
        ...await this.#toNotes('Communication', mailed?.rows ?? [])
      ],
      cursor: writeCursor(pages.map(({ position }) => position)),
      more: pages.some(({ more }) => more)
    }
  }

  /** How a ticket stands. @param doc with `name`, `status`, `modified` */
  toMove (doc: Doc): TicketNews {
    return stateNews(toExported(this.#tickets.toRecord(doc)), `ticket-${doc.name}-${textAt(doc, 'modified') ?? ''}`)
  }

  /** What was written on a ticket; undefined for what is no news. */
  toNote (doctype: NoteDoctype, note: Doc, ticket: Doc): TicketNews | undefined {
    const exported = toExported(this.#tickets.toRecord(ticket))
    const saidAt = parseLocalTime(textAt(note, 'creation'), this.#timeZone) ?? exported.changedAt
    return commentNews({ ...exported, changedAt: saidAt > exported.changedAt ? saidAt : exported.changedAt }, {
      id: `${doctype}-${note.name}`,
      text: toText(textAt(note, 'content') ?? ''),
      // Mails go to the customer or come from them; comments stay inside.
      isPublic: doctype === 'Communication',
      by: textAt(note, 'sender_full_name') ?? textAt(note, 'comment_by')
    })
  }

  /** From now on, by the site's clock where it tells. */
  async #begin (list: ChangeList<Doc> & { latest?: () => Promise<string | undefined> }): Promise<Position> {
    const time = await list.latest?.() ?? formatLocalTime(new Date(this.#hub.clock.now()), this.#timeZone)
    return beginAt(list, time, await list.read(time, 0, this.#options.pageSize))
  }

  async #toNotes (doctype: NoteDoctype, notes: readonly Doc[]): Promise<TicketNews[]> {
    const names = [...new Set(notes.map((note) => textAt(note, 'reference_name')).filter((name) => name !== undefined))]
    if (names.length === 0) return []
    const docs = await this.#tickets.list({ fields: TICKET_FIELDS, filters: [['name', 'in', names], this.#tickets.ours], limit: names.length })
    const tickets = new Map(docs.map((doc) => [doc.name, doc]))
    return notes.flatMap((note) => {
      const ticket = tickets.get(textAt(note, 'reference_name') ?? '')
      return ticket === undefined ? [] : this.toNote(doctype, note, ticket) ?? []
    })
  }

  #notes (doctype: NoteDoctype, kind: Filter): ChangeList<Doc> {
    const own: Filter[] = [['reference_doctype', '=', this.#options.doctype], kind]
    return this.#list('creation', (reading) => this.#frappe.list(doctype, { ...reading, fields: NOTE_FIELDS[doctype], filters: [...own, ...reading.filters ?? []] }))
  }

  #list (timeField: string, read: (reading: Omit<Reading, 'fields'>) => Promise<Doc[]>): ChangeList<Doc> & { latest: () => Promise<string | undefined> } {
    return {
      latest: async () => textAt((await read({ orderBy: `${timeField} desc`, limit: 1 }))[0], timeField),
      read: (from, start, limit) => read({ filters: [[timeField, '>=', from]], orderBy: `${timeField} asc, name asc`, start, limit }),
      timeOf: (doc) => textAt(doc, timeField) ?? '',
      keyOf: (doc) => `${doc.name}@${textAt(doc, timeField) ?? ''}`,
      before: (time) => formatLocalTime(new Date((parseLocalTime(time, this.#timeZone)?.getTime() ?? 0) - OVERLAP_MS), this.#timeZone)
    }
  }
}
