import { Rejected, Retryable, Unauthorized, type DeliveryError } from '@kefuhub/contract'
import { quote, type RestRequest, type RestResponse } from '@kefuhub/contract/rest'
import { valuesOf } from '../values-of.js'
import { VERDICTS } from './facts.js'
import type { Options } from './options.js'

/** An exception as both APIs tell of it. Its traceback stays where it is. */
interface Fault {
  name: string
  message: string
}

/** What Odoo's answer means; undefined: what HTTP says. Odoo's exceptions have undone whatever the call did. */
export function judge ({ status, body, text }: RestResponse, request: RestRequest, api: Options['api']): DeliveryError | undefined {
  const fault = api === 'json-rpc' ? faultOfRpc(body) : status >= 400 ? faultOfJson2(body) : undefined
  if (fault !== undefined) return toError(fault, request)
  if (status !== 404) return undefined
  const cure = api === 'json-2' ? 'api: json-rpc is for Odoo 18 and older' : 'api: json-2 is for Odoo 19 and later'
  return new Unauthorized(`Odoo has no such API at this address; check baseUrl and database, or the choice of the API (${cure})${/^\s*</.test(text) ? '' : ` (${quote(text)})`}`)
}

function toError (fault: Fault, request: RestRequest): DeliveryError {
  const says = describe(fault, request)
  if (/database .* does not exist/.test(fault.message)) return new Unauthorized(`Odoo has no such database; check the option database (${says})`)
  switch (VERDICTS[fault.name]) {
    case 'auth': return new Unauthorized(`Odoo refuses the API key or its user; keys end after three months at most, make a new one in the user's preferences (${says})`)
    case 'permission': return new Unauthorized(`The user of the API key may not do this; give that user the rights on contacts (${says})`)
    case 'missing-page': return new Unauthorized(`Odoo does not find what the hub calls; check the option database and that the modules Contacts and Discuss are installed (${says})`)
    case 'busy': return new Retryable(`Odoo's database was busy (${says})`)
    // The text names the value.
    case 'taken': return new Rejected('Odoo has another record with the same value in a field that must be unique')
    default: return isOfDatabase(fault.name) || isOfOdoo(fault.name) ? new Rejected(`Odoo refuses the record: ${says}`) : new Retryable(`Odoo failed (${says})`)
  }
}

function faultOfRpc (body: unknown): Fault | undefined {
  const { error } = (body ?? {}) as { error?: { message?: unknown, data?: { name?: unknown, message?: unknown } } }
  if (typeof error !== 'object' || error === null) return undefined
  return { name: String(error.data?.name ?? 'builtins.Exception'), message: String(error.data?.message ?? error.message ?? '') }
}

function faultOfJson2 (body: unknown): Fault | undefined {
  const { name, message } = (body ?? {}) as { name?: unknown, message?: unknown }
  return typeof name === 'string' && typeof message === 'string' && name.includes('.') ? { name, message } : undefined
}

function isOfDatabase (name: string): boolean { return name.startsWith('psycopg2.') }
function isOfOdoo (name: string): boolean { return /^(?:odoo|builtins|werkzeug)\./.test(name) }

/** The exception in few words, without the values of the record. */
function describe ({ name, message }: Fault, { body }: RestRequest): string {
  const says = quote(message.split('\n', 1)[0] ?? '', valuesOf(payloadOf(body), NAMES))
  return says === '' ? name : `${name.replace(/^.*\./, '')}: ${says}`
}

/** What a call brings along: the classic API has it behind the names of the database, the user, the model and the method. */
function payloadOf (body: unknown): unknown {
  const { args } = (body as { params?: { args?: unknown[] } } | undefined)?.params ?? {}
  return args === undefined ? body : [args[2], ...args.slice(5)]
}

/** Keys under which a call holds words of the API. */
const NAMES = new Set(['fields', 'order', 'attributes', 'context', 'jsonrpc', 'method', 'service', 'message_type', 'subtype_xmlid'])
