import { Rejected, Retryable, type ErpHub } from '@kefuhub/contract'
import { createRest, quote, reasonOf, type Rest, type RestRequest, type RestResponse } from '@kefuhub/contract/rest'
import { dateAt, listAt, textAt, valueAt } from '../tickets/foreign.js'
import type { Options } from './options.js'

const LONGEST_WAIT_MS = 3_600_000

/** Opens the API of a Jira. */
export function openApi (hub: ErpHub, { url, email, token, timeoutMs, maxConcurrent }: Options): Rest {
  return createRest(hub, {
    baseUrl: url,
    auth: email === undefined ? { bearer: { token } } : { basic: { user: email, password: token } },
    timeoutMs,
    maxConcurrent
  }, { judge: (response, request) => judge(response, request, hub.clock.now()) })
}

function judge (response: RestResponse, request: RestRequest, nowMs: number): Error | undefined {
  const { status, headers, body, text } = response
  if (status === 429 && !headers.has('retry-after')) {
    const until = dateAt({ at: headers.get('x-ratelimit-reset') }, 'at')
    if (until === undefined) return undefined
    return new Retryable('Jira takes no more calls for now', { afterMs: Math.min(Math.max(until.getTime() - nowMs, 0), LONGEST_WAIT_MS) })
  }
  if (status !== 400 || request.accept?.includes(400) === true) return undefined
  const reasons = reasonsIn(body)
  return new Rejected(`Jira refused ${request.method} ${request.path.replace(/\/\d+\b/g, '')}: ${reasons === '' ? reasonOf(body, text) : reasons}`)
}

/** What either API says of a mistake, the fields by their names. */
export function reasonsIn (body: unknown): string {
  const errors = valueAt(body, 'errors')
  const fields = typeof errors === 'object' && errors !== null ? Object.entries(errors).map(([field, reason]) => `${field}: ${String(reason)}`) : []
  return quote([...listAt(body, 'errorMessages').map(String), ...fields, textAt(body, 'errorMessage') ?? ''].filter((text) => text !== '').join('; '))
}
