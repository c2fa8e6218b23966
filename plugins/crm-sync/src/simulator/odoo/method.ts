import { OdooException, valueError } from './exception.js'
import type { OdooModel } from './model.js'

/** The arguments of a method, in Python's order. */
export interface Signature {
  names: readonly string[]
  required: readonly string[]
  takesMore?: true
}

/** Where a method is called. */
export interface MethodScope {
  table: OdooModel
  messages: OdooModel
  /** Whether a plain text is escaped where HTML is kept, unless the caller says that it is HTML. */
  hasMarkup: boolean
}

const SIGNATURES: Record<string, Signature> = {
  search: { names: ['domain', 'offset', 'limit', 'order'], required: ['domain'] },
  search_count: { names: ['domain', 'limit'], required: ['domain'] },
  search_read: { names: ['domain', 'fields', 'offset', 'limit', 'order'], required: [] },
  read: { names: ['fields', 'load'], required: [] },
  fields_get: { names: ['allfields', 'attributes'], required: [] },
  create: { names: ['vals_list'], required: ['vals_list'] },
  write: { names: ['vals'], required: ['vals'] },
  unlink: { names: [], required: [] },
  message_post: { names: ['body', 'subject', 'message_type', 'subtype_xmlid', 'body_is_html'], required: [], takesMore: true }
}

const SUBTYPES = new Set(['mail.mt_note', 'mail.mt_comment'])
const MODEL_METHODS = new Set(['search', 'search_count', 'search_read', 'fields_get', 'create'])
const READERS = new Set(['search', 'search_count', 'search_read', 'read', 'fields_get'])

/** Whether a method belongs to the model, not to records of it. */
export function isApiModel (method: string): boolean { return MODEL_METHODS.has(method) }

/** Whether a method changes nothing. */
export function isReading (method: string): boolean { return READERS.has(method) }

/** @throws werkzeug.exceptions.NotFound */
export function signatureOf (method: string): Signature {
  const signature = Object.hasOwn(SIGNATURES, method) ? SIGNATURES[method] : undefined
  if (signature === undefined) throw new OdooException('werkzeug.exceptions.NotFound', `The method '${method}' does not exist`)
  return signature
}

/** Runs a public method of a model. @throws OdooException */
export function callMethod (scope: MethodScope, method: string, ids: number[], args: Record<string, unknown>, context: unknown): unknown {
  const { table } = scope
  const { active_test: activeTest = true } = (context ?? {}) as { active_test?: unknown }
  const options = { order: args['order'], limit: args['limit'], offset: args['offset'], activeTest: activeTest !== false }
  switch (method) {
    case 'search': return table.search(args['domain'], options).map((row) => row['id'])
    case 'search_count': return table.search(args['domain'], options).length
    case 'search_read': return table.read(table.search(args['domain'] ?? [], options), args['fields'])
    case 'read': return table.read(table.require(ids), args['fields'])
    case 'fields_get': return describe(table, args['attributes'])
    case 'create': return table.create(asList(args['vals_list']))
    case 'write':
      table.write(ids, asVals(args['vals']))
      return true
    case 'unlink':
      for (const row of table.require(ids)) table.remove(Number(row['id']))
      return true
    default: return post(scope, ids, args)
  }
}

function describe (table: OdooModel, attributes: unknown): Record<string, unknown> {
  const wanted = Array.isArray(attributes) ? attributes.map(String) : undefined
  return Object.fromEntries([...table.fields].map(([name, field]) => {
    const whole: Record<string, unknown> = { name, readonly: false, required: false, store: true, searchable: field.store !== false, ...field }
    return [name, wanted === undefined ? whole : Object.fromEntries(wanted.filter((key) => key in whole).map((key) => [key, whole[key]]))]
  }))
}

function post ({ table, messages, hasMarkup }: MethodScope, ids: number[], args: Record<string, unknown>): number[] {
  const { body = '', subject = null, message_type: messageType = 'notification', subtype_xmlid: subtype = 'mail.mt_note', body_is_html: isHtml, ...more } = args
  if (ids.length !== 1) throw valueError(`Expected singleton: ${table.name}(${ids.join(', ')})`)
  table.require(ids)
  const unknown = Object.keys(more)[0] ?? (isHtml !== undefined && !hasMarkup ? 'body_is_html' : undefined)
  if (unknown !== undefined) throw valueError(`Those values are not supported when posting or notifying: ${unknown}`)
  if (typeof body !== 'string') throw valueError('Posting a message with body not string is not allowed')
  if (!SUBTYPES.has(String(subtype))) throw valueError(`External ID not found in the system: ${String(subtype)}`)
  const html = hasMarkup && isHtml !== true ? escape(body) : body
  return messages.create([{ model: table.name, res_id: ids[0], subject, body: html, message_type: messageType, subtype }])
}

function escape (text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&#34;').replaceAll("'", '&#39;')
}

function asVals (value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw valueError('values must be a dict')
  return value as Record<string, unknown>
}

function asList (value: unknown): Array<Record<string, unknown>> {
  return (Array.isArray(value) ? value : [value]).map(asVals)
}
