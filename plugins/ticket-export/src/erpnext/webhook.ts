import { createHmac } from 'node:crypto'
import type { TicketNews } from '@kefuhub/contract'
import { errors } from '../errors.js'
import { textAt, valueAt } from '../tickets/foreign.js'
import { headerOf, isEqual, type Delivery, type WebhookRules } from '../webhook.js'
import { SIGNATURE_HEADER } from './facts.js'
import type { Doc, Frappe } from './frappe.js'
import type { TicketOptions } from './options.js'
import type { NoteDoctype, TicketNewsReader } from './ticket-news.js'

/** Frappe's calls: a ticket, or what was written on one. Signed with an HMAC-SHA256 of the body; they carry no time. */
export class FrappeWebhook implements WebhookRules {
  readonly #secret: string
  readonly #frappe: Frappe
  readonly #options: TicketOptions
  readonly #news: TicketNewsReader

  constructor (secret: string, frappe: Frappe, options: TicketOptions, news: TicketNewsReader) {
    this.#secret = secret
    this.#frappe = frappe
    this.#options = options
    this.#news = news
  }

  verify (delivery: Delivery): void {
    const right = createHmac('sha256', this.#secret).update(delivery.body).digest('base64')
    if (!isEqual(headerOf(delivery, SIGNATURE_HEADER), right)) throw new errors.TICKET_ERR_WEBHOOK_SIGNATURE()
  }

  async read (payload: unknown): Promise<TicketNews[]> {
    const doc = payload as Doc
    if (textAt(payload, 'name') === undefined) throw new errors.TICKET_ERR_WEBHOOK_MALFORMED('it has no name')
    const { keyField, doctype } = this.#options
    const ticket = textAt(payload, 'reference_name')
    if (ticket !== undefined) return textAt(payload, 'reference_doctype') === doctype ? this.#readNote(doc, ticket) : []
    if (textAt(payload, 'status') === undefined || textAt(payload, 'modified') === undefined) throw new errors.TICKET_ERR_WEBHOOK_MALFORMED('it has no status or modified; add both to the data of the webhook')
    return Object.hasOwn(doc, keyField) && textAt(doc, keyField) === undefined ? [] : [this.#news.toMove(doc)]
  }

  /** The call does not say how the ticket stands. */
  async #readNote (note: Doc, ticket: string): Promise<TicketNews[]> {
    if (textAt(note, 'content') === undefined) throw new errors.TICKET_ERR_WEBHOOK_MALFORMED('it has no content; add it to the data of the webhook')
    const kind: NoteDoctype = valueAt(note, 'sent_or_received') === undefined ? 'Comment' : 'Communication'
    if (kind === 'Comment' && (textAt(note, 'comment_type') ?? 'Comment') !== 'Comment') return []
    const doc = await this.#frappe.get(this.#options.doctype, ticket)
    if (doc === undefined || textAt(doc, this.#options.keyField) === undefined) return []
    return [this.#news.toNote(kind, note, doc)].filter((news) => news !== undefined)
  }
}
