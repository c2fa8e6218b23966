import { Retryable, Uncertain, type ErpHub } from '@kefuhub/contract'
import { createRest, type Rest } from '@kefuhub/contract/rest'
import { cleaned } from '../erp/cleaned.js'
import { listAt, textAt, valueAt } from '../tickets/foreign.js'
import type { Options } from './options.js'
import { judge } from './verdict.js'

/** A document, or some of its fields. */
export type Doc = Record<string, unknown> & { name: string }

/** One condition: of the document, or of a table in it, whose DocType goes first. */
export type Filter = [field: string, operator: string, value: unknown] | [doctype: string, field: string, operator: string, value: unknown]

/** Which documents are read. */
export interface Reading {
  fields: readonly string[]
  filters?: readonly Filter[]
  /** One of these is enough. */
  orFilters?: readonly Filter[]
  orderBy?: string
  start?: number
  /** Default 500. */
  limit?: number
}

const MAX_NAME = 140

/** The API of a Frappe site. */
export class Frappe {
  readonly #rest: Rest

  constructor (hub: ErpHub, { url, apiKey, apiSecret, timeoutMs, maxConcurrent }: Options) {
    this.#rest = createRest(hub, {
      baseUrl: `${url.replace(/\/+$/, '')}/api`,
      auth: { header: { name: 'authorization', value: `token ${apiKey}:${apiSecret}` } },
      timeoutMs,
      maxConcurrent
    }, { judge })
  }

  /** Documents that match, each once, though a condition on a table finds them once for each row. */
  async list (doctype: string, { fields, filters = [], orFilters = [], orderBy = 'creation asc', start = 0, limit = 500 }: Reading): Promise<Doc[]> {
    const { body } = await this.#rest.request({
      method: 'GET',
      path: pathOf(doctype),
      query: {
        fields: JSON.stringify(fields),
        filters: JSON.stringify(filters),
        ...(orFilters.length > 0 && { or_filters: JSON.stringify(orFilters) }),
        order_by: orderBy,
        limit_start: start,
        limit_page_length: limit
      }
    })
    if (!Array.isArray(valueAt(body, 'data'))) throw new Retryable(`ERPNext answered to a search of ${doctype} with something that is no list`)
    return [...new Map(listAt(body, 'data').filter(isDoc).map((doc) => [doc.name, doc])).values()]
  }

  /** A whole document. */
  async get (doctype: string, name: string): Promise<Doc | undefined> {
    if (!isName(name)) return undefined
    const { status, body } = await this.#rest.request({ method: 'GET', path: pathOf(doctype, name), accept404: true })
    if (status === 404) return undefined
    return docOf(body) ?? raise(new Retryable(`ERPNext answered to a look at ${doctype} with something that is no document`))
  }

  async create (doctype: string, values: Record<string, unknown>): Promise<Doc> {
    const { body } = await this.#rest.request({ method: 'POST', path: pathOf(doctype), body: cleaned(values) })
    return docOf(body) ?? raise(new Uncertain(`ERPNext did not tell the name of the ${doctype} that it made`))
  }

  /** Changes some fields. */
  async update (doctype: string, name: string, values: Record<string, unknown>): Promise<Doc> {
    const { body } = await this.#rest.request({ method: 'PUT', path: pathOf(doctype, name), body: cleaned(values) })
    return docOf(body) ?? raise(new Uncertain(`ERPNext did not tell how the ${doctype} is now`))
  }

  /** Calls a function. @param isWrite whether a lost answer leaves in doubt what happened @returns what stands in `message` */
  async call (method: string, values: Record<string, unknown>, isWrite: boolean): Promise<unknown> {
    const { body } = await this.#rest.request({ method: 'POST', path: `/method/${method}`, body: cleaned(values), isWrite })
    return valueAt(body, 'message')
  }

  /** Asks a function. @returns what stands in `message` */
  async ask (method: string): Promise<unknown> {
    const { body } = await this.#rest.request({ method: 'GET', path: `/method/${method}` })
    return valueAt(body, 'message')
  }

  /** Puts a private file on a document. */
  async upload (method: string, doctype: string, name: string, file: { name: string, mimeType: string, content: Buffer }): Promise<void> {
    const form = new FormData()
    form.set('doctype', doctype)
    form.set('docname', name)
    form.set('is_private', '1')
    form.set('file', new Blob([new Uint8Array(file.content)], { type: file.mimeType }), cleaned(file.name))
    await this.#rest.request({ method: 'POST', path: `/method/${method}`, form })
  }
}

/** Whether a text can be the name of a document; dots alone would lead to another path. */
export function isName (text: string): boolean {
  return text !== '' && text.length <= MAX_NAME && !/^\.+$/.test(text) && !/[\p{Cc}<>]/u.test(text)
}

function pathOf (...parts: string[]): string { return `/resource/${parts.map(encodeURIComponent).join('/')}` }

function docOf (body: unknown): Doc | undefined {
  const doc = valueAt(body, 'data')
  return isDoc(doc) ? doc : undefined
}

function isDoc (doc: unknown): doc is Doc { return textAt(doc, 'name') !== undefined && typeof valueAt(doc, 'name') === 'string' }

function raise (error: Error): never { throw error }
