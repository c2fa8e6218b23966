import { createHash, createHmac } from 'node:crypto'
import { jsonOf, Router, type Answer, type Call, type Handler } from './call.js'
import { ErpnextDocuments } from './erpnext-documents.js'
import { FrappeError, authentication, invalid, missing, permission } from './erpnext-errors.js'
import { doctypesOf } from './erpnext-schema.js'
import { ErpnextShop } from './erpnext-shop.js'
import type { Manners, System } from './server.js'
import { Webhooks } from './webhooks.js'

/** Who may call, and how the site is set up. Names that the plugin's options have mean the same here. */
export interface ErpnextSettings {
  apiKey: string
  apiSecret: string
  timeZone?: string
  /** Fields that an administrator made, by DocType; default: those that the plugin's options name. Those with `key` in their names are unique. */
  custom?: Readonly<Record<string, readonly string[]>>
  contactKeyField?: string
  returnKeyField?: string
  tickets?: { keyField?: string, webhookSecret?: string }
  /** DocTypes that the user may not read. */
  forbidden?: readonly string[]
  /** Where the function stands that drafts returns. */
  makeReturnMethod?: string
  /** The wait that a busy site asks for, in seconds; default 1. */
  waitS?: number
  /** Milliseconds since 1970; default: the machine's clock. */
  now?: () => number
}

const KEY = 'custom_kefuhub_key'
const MAKE_RETURN = 'erpnext.stock.doctype.delivery_note.delivery_note.make_sales_return'
const USER = 'hub@example.com'
const MAX_FILE_BYTES = 10 * 1024 * 1024

/**
 * A simulator of an ERPNext site: orders, delivery notes, shipments, returns, issues, comments, files, signed webhooks. It rests on the
 * sources of Frappe and ERPNext as far as the plugin uses them.
 */
export class ErpnextSystem implements System {
  readonly router = new Router()
  readonly manners: Manners
  readonly documents: ErpnextDocuments
  /** What people do there. */
  readonly shop: ErpnextShop
  readonly webhooks = new Webhooks()
  readonly #settings: ErpnextSettings

  constructor (settings: ErpnextSettings) {
    this.#settings = settings
    const { custom = customOf(settings), timeZone = 'Asia/Shanghai', now = Date.now, waitS = 1 } = settings
    const unique = Object.values(custom).flat().filter((field) => field.includes('key'))
    this.documents = new ErpnextDocuments(doctypesOf(custom), unique, timeZone, now)
    this.shop = new ErpnextShop(this.documents, timeZone)
    const limited: Answer = { status: 429, headers: { 'retry-after': String(waitS), 'x-ratelimit-limit': '1000000', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(waitS) }, body: 'Too Many Requests' }
    this.manners = {
      busy: new FrappeError('SessionStopped', 'The site is being updated', 503).toAnswer(),
      busyWithWait: limited,
      unauthorized: authentication().toAnswer(),
      rejected: invalid('A rule of the company forbids this').toAnswer(),
      unknown: missing('Page').toAnswer(),
      failures: [limited, new FrappeError('QueryDeadlockError', 'Deadlock found', 500).toAnswer(), { status: 502, headers: { 'content-type': 'text/html' }, body: '<html><body>Bad Gateway</body></html>' }]
    }
    const handle = (work: Handler): Handler => async (call, params) => {
      try {
        return await work(call, params)
      } catch (error) {
        if (error instanceof FrappeError) return error.toAnswer()
        throw error
      }
    }
    this.router
      .add('read', 'GET', '/api/resource/:doctype', handle(({ query }, { doctype = '' }) => this.#data(200, this.documents.list(this.#allowed(doctype), query))))
      .add('write', 'POST', '/api/resource/:doctype', handle((call, { doctype = '' }) => this.#create(call, doctype)))
      .add('read', 'GET', '/api/resource/:doctype/:name', handle((_call, { doctype = '', name = '' }) => this.#data(200, this.documents.get(this.#allowed(doctype), name))))
      .add('write', 'PUT', '/api/resource/:doctype/:name', handle((call, { doctype = '', name = '' }) => this.#update(call, doctype, name)))
      .add('read', 'GET', '/api/method/frappe.auth.get_logged_user', () => ({ status: 200, body: { message: USER } }))
      .add('read', 'POST', `/api/method/${settings.makeReturnMethod ?? MAKE_RETURN}`, handle((call) => ({ status: 200, body: { message: this.shop.proposeReturn(jsonOf(call)?.source_name) } })))
      .add('write', 'POST', '/api/method/frappe.desk.form.utils.add_comment', handle((call) => this.#addComment(call)))
      .add('write', 'POST', '/api/method/upload_file', handle((call) => this.#upload(call)))
  }

  check (call: Call): Answer | undefined {
    const { apiKey, apiSecret } = this.#settings
    return call.headers.authorization === `token ${apiKey}:${apiSecret}` ? undefined : authentication().toAnswer()
  }

  /** Somebody moves a ticket. */
  move (name: string, status: string): void {
    const { keyField = KEY } = this.#settings.tickets ?? {}
    const doc = this.documents.touch(this.documents.get('Issue', name), { status })
    this.#tell(name, { doctype: 'Issue', name, status, modified: doc.modified, [keyField]: doc[keyField] })
  }

  /** Somebody writes on a ticket, inside. */
  comment (name: string, content: string): void {
    const doc = this.documents.insert('Comment', { comment_type: 'Comment', comment_email: 'agent@example.com', comment_by: 'Agent Zhang', reference_doctype: 'Issue', reference_name: name, content })
    this.#tell(name, { doctype: 'Comment', ...doc })
  }

  /** Somebody writes a mail to the customer, or the customer one. */
  mail (name: string, content: string, way: 'Sent' | 'Received' = 'Sent'): void {
    const doc = this.documents.insert('Communication', { communication_type: 'Communication', sent_or_received: way, sender_full_name: 'Agent Zhang', reference_doctype: 'Issue', reference_name: name, content })
    this.#tell(name, { doctype: 'Communication', ...doc })
  }

  /** The headers that Frappe puts on a call. */
  sign (body: Buffer): Record<string, string> {
    return { 'content-type': 'application/json', 'x-frappe-webhook-signature': createHmac('sha256', this.#settings.tickets?.webhookSecret ?? '').update(body).digest('base64') }
  }

  #create (call: Call, doctype: string): Answer {
    const values = this.#body(call)
    if (this.#allowed(doctype) === 'Delivery Note') this.shop.checkReturn(values)
    return this.#data(200, this.documents.insert(doctype, { ...(doctype === 'Issue' && { status: 'Open', priority: 'Medium' }), ...values }))
  }

  #update (call: Call, doctype: string, name: string): Answer {
    const values = this.#body(call)
    const doc = this.documents.update(this.#allowed(doctype), name, values)
    if (values.docstatus === 1) this.shop.submitted(doctype, doc)
    return this.#data(200, doc)
  }

  #addComment (call: Call): Answer {
    const values = this.#body(call)
    for (const field of ['reference_doctype', 'reference_name', 'content', 'comment_email', 'comment_by']) {
      if (typeof values[field] !== 'string') throw new FrappeError('TypeError', `add_comment() missing 1 required positional argument: '${field}'`, 500)
    }
    this.documents.get(String(values.reference_doctype), String(values.reference_name))
    return { status: 200, body: { message: this.documents.insert('Comment', { ...values, comment_type: 'Comment' }) } }
  }

  async #upload (call: Call): Promise<Answer> {
    const form = await new Response(new Uint8Array(call.body), { headers: { 'content-type': String(call.headers['content-type']) } }).formData()
    const file = form.get('file')
    if (!(file instanceof Blob)) throw invalid('There is no file attached')
    const [doctype, name] = [String(form.get('doctype')), String(form.get('docname'))]
    this.documents.get(doctype, name)
    const content = Buffer.from(await file.arrayBuffer())
    if (content.length > MAX_FILE_BYTES) throw new FrappeError('MaxFileSizeReachedError', 'File size exceeded the maximum allowed size of 10.0 MB')
    const hash = createHash('md5').update(content).digest('hex')
    const isTaken = this.documents.all('File').some((other) => other.file_name === file.name && other.content_hash !== hash)
    const fileName = isTaken ? file.name.replace(/(\.[^.]*)?$/, `${hash.slice(-6)}$1`) : file.name
    const doc = this.documents.insert('File', { file_name: fileName, file_size: content.length, content_hash: hash, is_private: Number(form.get('is_private')), attached_to_doctype: doctype, attached_to_name: name })
    // Kept beside the document, as a site keeps files.
    Object.defineProperty(doc, 'content', { value: content })
    return { status: 200, body: { message: doc } }
  }

  #body (call: Call): Record<string, unknown> {
    const values = jsonOf(call)
    if (values === undefined) throw invalid('The body is not a JSON object')
    return values
  }

  #allowed (doctype: string): string {
    if (this.#settings.forbidden?.includes(doctype) === true) throw permission(doctype)
    return doctype
  }

  #data (status: number, data: unknown): Answer { return { status, body: { data } } }

  #tell (ticket: string, payload: object): void {
    const body = Buffer.from(JSON.stringify(payload))
    this.webhooks.tell(ticket, { headers: this.sign(body), body })
  }
}

function customOf ({ contactKeyField, returnKeyField = KEY, tickets }: ErpnextSettings): Record<string, string[]> {
  return { Issue: [tickets?.keyField ?? KEY], 'Delivery Note': [returnKeyField], Customer: contactKeyField === undefined ? [] : [contactKeyField] }
}
