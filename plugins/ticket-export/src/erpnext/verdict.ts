import { Rejected, Retryable, Unauthorized, type DeliveryError } from '@kefuhub/contract'
import { quote, type RestResponse } from '@kefuhub/contract/rest'
import { toText } from '../erp/html.js'
import { textAt } from '../tickets/foreign.js'
import { DOUBLE, PASSING } from './facts.js'

/** Another document has a value that only one may have. */
export class Duplicate extends Rejected {}
/** A field that is not there, or may not be asked for. */
export class NoField extends Rejected {}

const NO_FIELD = /Field not permitted in query|Unknown column|Invalid field/i
const PASSING_MS = 2000

/** What Frappe says has gone wrong; what it does not say is judged by the rules of HTTP. */
export function judge ({ status, body }: RestResponse): DeliveryError | undefined {
  if (status < 400) return undefined
  const type = textAt(body, 'exc_type') ?? ''
  const said = wordsOf(body)
  if (status === 401) return new Unauthorized(`ERPNext refuses the log-in: ${said}; check apiKey and apiSecret`)
  if (status === 403) return new Unauthorized(`ERPNext's user lacks rights for this: ${said}; give them to the user of the hub`)
  // Nothing was done: Frappe undoes all of a request that fails.
  if (PASSING.test(type)) return new Retryable(`ERPNext cannot do it at this moment: ${said}`, { afterMs: PASSING_MS })
  if (DOUBLE.test(type) || status === 409) return new Duplicate(`ERPNext has another document with the same value: ${said}`)
  if (NO_FIELD.test(said)) return new NoField(`ERPNext refuses it: ${said}`)
  if (status === 417 || (status < 500 && type !== '' && status !== 404 && status !== 429)) return new Rejected(`ERPNext refuses it: ${said}`)
  return status >= 500 && type !== '' ? new Retryable(`ERPNext failed: ${said}`) : undefined
}

/** What a person would have read; never the traceback. */
function wordsOf (body: unknown): string {
  const messages = parse(textAt(body, '_server_messages'))
  const texts = (Array.isArray(messages) ? messages.slice(0, 5) : []).map((text) => textAt(parse(text), 'message') ?? '')
  const words = texts.map(toText).filter((text) => text !== '').join(' ')
  return quote(words === '' ? toText(textAt(body, 'exception') ?? textAt(body, 'exc_type') ?? 'it does not say why') : words)
}

function parse (text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined
  } catch {
    return undefined
  }
}
