import { Rejected, Retryable, Unauthorized, Uncertain, type DeliveryError } from '../errors.js'
import { wordsOf } from './personal.js'
import { reasonOf } from './quote.js'
import { accepts, isWrite, type RestRequest, type RestResponse } from './request.js'
import { parseRetryAfter } from './retry-after.js'

/** What a verdict is made from. */
export interface Answered {
  request: RestRequest
  response: RestResponse
  /** Names the call in messages. */
  call: string
  nowMs: number
  /** What must not be quoted. */
  secrets: readonly string[]
}

/** What an answer means by the rules of HTTP; undefined: all is well. */
export function judgeByHttp (answered: Answered): DeliveryError | undefined {
  const { request, response: { status, headers, body, text }, call, nowMs, secrets } = answered
  if (accepts(request, status)) {
    if (status >= 300 || text === '' || body !== undefined) return undefined
    const message = `${call} was answered with ${status} but not with JSON; check the address and what stands between`
    return isWrite(request) ? new Uncertain(message) : new Retryable(message)
  }
  const reason = reasonOf(body, text, [...secrets, ...wordsOf(request)])
  const message = `${call} was answered with ${status}${reason === '' ? '' : `: ${reason}`}`
  const afterMs = parseRetryAfter(headers, nowMs)
  const wait = afterMs === undefined ? {} : { afterMs }
  if (status === 401) return new Unauthorized(`${message}; check the credential in the config`, wait)
  if (status === 403) return new Unauthorized(`${message}; the credential lacks a right that this call needs`, wait)
  if (status === 408 || status === 423 || status === 425 || status === 429) return new Retryable(message, wait)
  if (status >= 500) {
    // Who says when to come back did not do it.
    const isDoubtful = isWrite(request) && !(status === 503 && afterMs !== undefined)
    return isDoubtful ? new Uncertain(message) : new Retryable(message, wait)
  }
  if (status >= 300 && status < 400) return new Rejected(`${message}; redirects are not followed, check the base address`)
  return new Rejected(message)
}
