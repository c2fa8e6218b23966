import type { Clock, Health } from '@kefuhub/contract'

/** Vendors bear an hour; a minute is what an operator should know of. */
const NOTABLE_MS = 60_000

/** The time as the vendor has it: the hub's, until the vendor finds that wrong. */
export class VendorClock {
  readonly #clock: Clock
  readonly #name: string
  #offsetMs = 0

  constructor (name: string, clock: Clock) {
    this.#name = name
    this.#clock = clock
  }

  /** Milliseconds since 1970. */
  now (): number { return this.#clock.now() + this.#offsetMs }

  /** Takes the time from an answer's `Date`. @returns whether it is notably another one, so that trying again makes sense */
  resync (headers: Headers): boolean {
    const offsetMs = Date.parse(headers.get('date') ?? '') - this.#clock.now()
    if (Number.isNaN(offsetMs) || Math.abs(offsetMs - this.#offsetMs) < NOTABLE_MS) return false
    this.#offsetMs = offsetMs
    return true
  }

  health (): Health {
    if (Math.abs(this.#offsetMs) < NOTABLE_MS) return { state: 'ok' }
    return { state: 'degraded', reason: `The clock of this machine is ${Math.round(Math.abs(this.#offsetMs) / 1000)} s ${this.#offsetMs > 0 ? 'behind' : 'ahead of'} that of ${this.#name}; set it by NTP` }
  }
}
