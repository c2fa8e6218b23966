import { Rejected, Retryable, Unauthorized, type DeliveryError } from '@kefuhub/contract'
import { quote, type RestResponse } from '@kefuhub/contract/rest'
import { LOCKED_MS } from './facts.js'

/** The record is not there. */
export class Missing extends Rejected {}
/** The model has no such method. */
export class NoMethod extends Rejected {}
/** Another record has a value that only one may have. */
export class Duplicate extends Rejected {}

/** Code of a classic error. */
const SESSION_EXPIRED = 100
const LOCKS = /(?:SerializationFailure|LockNotAvailable|DeadlockDetected)$/

/** What an answer says has gone wrong: classic errors come with HTTP 200, those of JSON-2 with a status. */
export function judge (response: RestResponse): DeliveryError | undefined {
  const failure = failureIn(response)
  return failure && verdictOf(failure)
}

interface Failure {
  /** Name of the class in Python. */
  name: string
  message: string
  status: number
}

function failureIn ({ status, body }: RestResponse): Failure | undefined {
  if (!isObject(body)) return undefined
  if (status < 400) {
    if (!isObject(body.error)) return undefined
    const { code, message, data } = body.error
    if (code === SESSION_EXPIRED) return { name: '.SessionExpiredException', message: textOf(message), status }
    return isObject(data) ? { name: textOf(data.name), message: textOf(data.message), status } : { name: '', message: textOf(message), status }
  }
  return typeof body.name === 'string' ? { name: body.name, message: textOf(body.message), status } : undefined
}

function verdictOf ({ name, message, status }: Failure): DeliveryError {
  const said = quote(message)
  if (/\.(?:AccessDenied|SessionExpiredException|Unauthorized)$/.test(name)) return refused(said)
  if (name.endsWith('.AccessError') || status === 403) {
    return new Unauthorized(`Odoo's user lacks rights for this: ${said}; give them in Odoo`)
  }
  if (LOCKS.test(name)) return new Retryable('Somebody else is changing the same record in Odoo', { afterMs: LOCKED_MS })
  if (name.endsWith('.UniqueViolation')) return new Duplicate(`Odoo has another record with the same value: ${said}`)
  if (name.endsWith('AttributeError') || (status === 404 && /method/i.test(message))) return new NoMethod(`Odoo does not know the call: ${said}`)
  if (name.endsWith('.MissingError') || status === 404) return new Missing(`Odoo has no such record: ${said}`)
  // What the database or the pool of connections says is of this moment; before it was said nothing was done.
  if (/(?:OperationalError|PoolError)$/.test(name)) return new Retryable('Odoo cannot reach its database')
  if (status >= 500 && status !== 503) return new Rejected(`Odoo failed: ${said}`)
  return status === 401 ? refused(said) : new Rejected(`Odoo refuses it: ${said}`)
}

function refused (said: string): Unauthorized {
  return new Unauthorized(`Odoo refuses the log-in: ${said}; check database, user and apiKey, keys may have expired`)
}

function textOf (value: unknown): string { return typeof value === 'string' ? value : '' }

function isObject (value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
