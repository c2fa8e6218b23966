import { Rejected, Retryable, Unauthorized, type Clock, type DeliveryError } from '@kefuhub/contract'
import { parseRetryAfter, quote, type RestRequest, type RestResponse } from '@kefuhub/contract/rest'
import { errors } from '../errors.js'
import { valuesOf } from '../values-of.js'
import { LOCKED_MS, LONGEST_WAIT_MS, MIGRATING, WAITS } from './facts.js'
import type { Options } from './options.js'
import type { HubSpotError } from './wire.js'

const DAY_MS = 86_400_000

/** Says what HubSpot's refusals mean. */
export class Verdicts {
  readonly #clock: Clock
  readonly #token: string
  readonly #dayTime: Intl.DateTimeFormat
  /** Refusals for a limit since the last success. */
  #refusals = 0

  /** @throws CRM_SYNC_ERR_TIME_ZONE */
  constructor (clock: Clock, { token, timeZone }: Pick<Options, 'timeZone' | 'token'>) {
    this.#clock = clock
    this.#token = token
    this.#dayTime = dayTimeOf(timeZone)
  }

  /** What an answer means; undefined where the rules of HTTP say it well, or the caller wants to see it. */
  readonly judge = (response: RestResponse, { accept = [], accept404, body }: RestRequest): DeliveryError | undefined => {
    const { status } = response
    if (status < 300) this.#refusals = 0
    if (status < 400 || accept.includes(status) || (status === 404 && accept404 === true)) return undefined
    const failure = (response.body ?? {}) as HubSpotError
    const afterMs = parseRetryAfter(response.headers, this.#clock.now())
    switch (status) {
      case 400: case 409: return new Rejected(`HubSpot refuses it: ${this.reason(failure, (body as { properties?: unknown } | undefined)?.properties)}`)
      case 401: return new Unauthorized(`HubSpot does not take the token; make a new service key and put it into the config (${this.reason(failure, (body as { properties?: unknown } | undefined)?.properties)})`)
      case 403: return new Unauthorized(`The token lacks a scope that this call needs; add it in HubSpot (${this.reason(failure, (body as { properties?: unknown } | undefined)?.properties)})`)
      case 423: return new Retryable('The record is locked in HubSpot', { afterMs: Math.max(afterMs ?? 0, LOCKED_MS) })
      case 429: return this.#limited(failure as HubSpotError & { policyName?: string }, afterMs)
      case MIGRATING: return new Retryable('HubSpot is moving the account', afterMs === undefined ? {} : { afterMs })
      default: return undefined
    }
  }

  /** What a refusal says: which fields, and why. @param values what was to be written, which is not repeated */
  reason ({ message = 'it does not say why', errors = [] }: HubSpotError, values: unknown): string {
    const details = errors.slice(0, 3).map((error) => {
      const fields = [error.in, ...(error.context?.['propertyName'] ?? []), ...(error.context?.['name'] ?? [])].filter((field) => typeof field === 'string')
      return `${String(error.message)}${fields.length === 0 ? '' : ` (${fields.join(', ')})`}`
    })
    return quote([message, ...details].join('; '), [this.#token, ...valuesOf(values, new Set())])
  }

  #limited ({ policyName = '' }: { policyName?: string }, afterMs: number | undefined): Retryable {
    this.#refusals++
    if (policyName === 'DAILY') {
      return new Retryable('The account has used up its calls of today; they come back at its midnight', { afterMs: afterMs ?? this.#untilMidnightMs() })
    }
    const fallbackMs = Math.min((WAITS[policyName] ?? 10_000) * this.#refusals, LONGEST_WAIT_MS)
    return new Retryable(`HubSpot was called too often (${quote(policyName)}); lower rate or searchRate if it happens often`, { afterMs: afterMs ?? fallbackMs })
  }

  /** Milliseconds until the account's next day; an hour more or less on the days when its clocks are changed. */
  #untilMidnightMs (): number {
    const nowMs = this.#clock.now()
    const parts = this.#dayTime.formatToParts(nowMs)
    const read = (type: string): number => Number(parts.find((part) => part.type === type)?.value)
    return DAY_MS - ((read('hour') * 60 + read('minute')) * 60 + read('second')) * 1000 - nowMs % 1000
  }
}

function dayTimeOf (timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en', { timeZone, hourCycle: 'h23', hour: 'numeric', minute: 'numeric', second: 'numeric' })
  } catch {
    throw new errors.CRM_SYNC_ERR_TIME_ZONE(timeZone)
  }
}
