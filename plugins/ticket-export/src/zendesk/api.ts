import { Rejected, Retryable, type ErpHub } from '@kefuhub/contract'
import { createRest, quote, reasonOf, type Rest, type RestRequest, type RestResponse } from '@kefuhub/contract/rest'
import { listAt, textAt, valueAt } from '../tickets/foreign.js'
import { CALLS_PER_MINUTE, OUR_SHARE } from './facts.js'
import type { Options } from './options.js'

const MINUTE_MS = 60_000
/** Another call with the same key is still under way. */
const IN_PROGRESS_MS = 5000

/** Opens the API of an account. */
export function openApi (hub: ErpHub, options: Options): Rest {
  const { url, email, token, plan, callsPerMinute, timeoutMs, maxConcurrent } = options
  return createRest(hub, {
    baseUrl: `${url.replace(/\/+$/, '')}/api/v2`,
    auth: email === undefined ? { bearer: { token } } : { basic: { user: `${email}/token`, password: token } },
    rate: { calls: callsPerMinute ?? CALLS_PER_MINUTE[plan] * OUR_SHARE, perMs: MINUTE_MS },
    timeoutMs,
    maxConcurrent
  }, { judge })
}

/** Whether an answer says that another body came with the same idempotency key before. */
export function isOtherBody ({ status, body }: RestResponse): boolean {
  return status === 400 && valueAt(body, 'error') === 'IdempotentRequestError'
}

function judge (response: RestResponse, request: RestRequest): Error | undefined {
  const { status, body, text } = response
  if (status === 409) return new Retryable(`Zendesk is busy with the same record: ${reasonOf(body, text)}`, { afterMs: IN_PROGRESS_MS })
  if ((status !== 400 && status !== 422) || isOtherBody(response)) return undefined
  const reason = reasonsIn(body) ?? reasonOf(body, text)
  // It was closed after the hub read it: the next attempt opens a follow-up.
  if (/closed prevents/i.test(reason)) return new Retryable('The ticket was closed in Zendesk a moment ago')
  return new Rejected(`Zendesk refused ${request.method} ${request.path.split('/')[1] ?? ''}: ${reason}`)
}

/** What a validation error says of each field. */
function reasonsIn (body: unknown): string | undefined {
  const details = valueAt(body, 'details')
  if (typeof details !== 'object' || details === null) return undefined
  return quote(Object.entries(details).map(([field, reasons]) => `${field}: ${listAt(reasons).map((reason) => textAt(reason, 'description') ?? '').join(', ')}`).join('; '))
}
