import { tooMany } from './error.js'
import type { VendorAnswer } from '../vendor-server.js'

/** The limits of an account. */
export interface Limits {
  /** Calls within ten seconds. */
  tenSecondly: number
  /** Searches within one second. */
  secondly: number
  /** Calls of one day, UTC. */
  daily: number
}

/** Counts calls and refuses those that are too many. */
export class Limiter {
  readonly #limits: Limits
  readonly #waitSeconds: number | undefined
  readonly #calls: number[] = []
  readonly #searches: number[] = []
  #day = { number: 0, calls: 0 }

  /** @param waitSeconds what refusals name as wait; absent: they name none */
  constructor (limits: Limits, waitSeconds?: number) {
    this.#limits = limits
    this.#waitSeconds = waitSeconds
  }

  /** The refusal of a call at this time, or nothing when it may pass; the headers say what is left. */
  take (isSearch: boolean, nowMs: number): { refusal?: VendorAnswer, headers: Record<string, string> } {
    const day = Math.floor(nowMs / 86_400_000)
    if (day !== this.#day.number) this.#day = { number: day, calls: 0 }
    if (this.#day.calls >= this.#limits.daily) return { refusal: tooMany('DAILY', this.#waitSeconds), headers: {} }
    const [span, most, times] = isSearch ? [1000, this.#limits.secondly, this.#searches] as const : [10_000, this.#limits.tenSecondly, this.#calls] as const
    while (times[0] !== undefined && times[0] <= nowMs - span) times.shift()
    if (times.length >= most) return { refusal: tooMany(isSearch ? 'SECONDLY' : 'TEN_SECONDLY_ROLLING', this.#waitSeconds), headers: {} }
    times.push(nowMs)
    this.#day.calls++
    // Answers to searches do not say what is left.
    return {
      headers: isSearch
        ? {}
        : {
            'x-hubspot-ratelimit-max': String(most),
            'x-hubspot-ratelimit-remaining': String(most - times.length),
            'x-hubspot-ratelimit-interval-milliseconds': '10000',
            'x-hubspot-ratelimit-daily': String(this.#limits.daily),
            'x-hubspot-ratelimit-daily-remaining': String(this.#limits.daily - this.#day.calls)
          }
    }
  }
}
