import { Rejected, Retryable, Unauthorized, type DeliveryError } from '@kefuhub/contract'
import { parseRetryAfter, quote, type RestRequest, type RestResponse } from '@kefuhub/contract/rest'
import { valuesOf } from '../values-of.js'
import { BUSY, CONCURRENCY_WAIT_MS, DUPLICATE, QUOTA_WAIT_MS, SESSION_OVER } from './facts.js'

/** An error as the data API tells of it: of a call with `errorCode`, of one record of many with `statusCode`. */
export interface Fault {
  errorCode?: unknown
  statusCode?: unknown
  message?: unknown
  fields?: unknown
}

/** The session ended; another one may do. */
export class SessionOver extends Unauthorized {}

/** Keys of a request that hold no values. */
const NAMES = new Set(['attributes', 'allOrNone'])

/** What an answer of the data API means; undefined: what HTTP says. */
export function judge (response: RestResponse, request: RestRequest, nowMs: number): DeliveryError | undefined {
  const { status, body, headers } = response
  if (status < 400 || request.accept?.includes(status) || !Array.isArray(body)) return undefined
  const [fault] = body as Array<Fault | undefined>
  const code = codeOf(fault)
  if (code === undefined || fault === undefined) return undefined
  const afterMs = parseRetryAfter(headers, nowMs)
  if (SESSION_OVER.has(code)) return new SessionOver(`Salesforce holds the session for over; check the user and the app (${code})`)
  if (code === 'REQUEST_LIMIT_EXCEEDED') return judgeLimit(String(fault.message), afterMs)
  if (BUSY.has(code)) return new Retryable(`Salesforce was busy (${code})`, afterMs === undefined ? {} : { afterMs })
  if (status === 403) return new Unauthorized(`Salesforce forbids this to the user; give the user the rights on contacts, tasks and their fields (${code})`)
  if (status >= 500) return undefined
  if (code === 'NOT_FOUND' && /external ID field/i.test(String(fault.message))) return new Unauthorized('Salesforce knows no such external id field; make it and give the user access to it')
  return refusal(code, fault, request)
}

/** What the refusal of one record of many means. */
export function toItemError (fault: Fault, request: Pick<RestRequest, 'body'>): DeliveryError {
  const code = codeOf(fault) ?? 'no code'
  return BUSY.has(code) ? new Retryable(`Salesforce was busy (${code})`) : refusal(code, fault, request)
}

function judgeLimit (message: string, afterMs: number | undefined): Retryable {
  if (/TotalRequests/i.test(message)) return new Retryable('The organisation has used up its calls of 24 hours; raise the allowance or lower the load', { afterMs: afterMs ?? QUOTA_WAIT_MS })
  return new Retryable('Too many calls of the organisation are under way', { afterMs: afterMs ?? CONCURRENCY_WAIT_MS })
}

function refusal (code: string, fault: Fault, { body, query }: Pick<RestRequest, 'body' | 'query'>): Rejected {
  const fields = Array.isArray(fault.fields) && fault.fields.length > 0 ? ` ${fault.fields.map(String).join(', ')}` : ''
  // A query has what customers wrote in it, and the answer repeats it.
  const says = query?.['q'] === undefined ? quote(String(fault.message ?? ''), valuesOf(body, NAMES)) : ''
  const cure = DUPLICATE.has(code) ? '; merge the two, or link the contact to the other' : ''
  return new Rejected(`Salesforce refuses this with ${code}${fields}${says === '' ? '' : `: ${says}`}${cure}`)
}

function codeOf (fault: Fault | undefined): string | undefined {
  const code = fault?.errorCode ?? fault?.statusCode
  return typeof code === 'string' && /^\w{1,80}$/.test(code) ? code : undefined
}
