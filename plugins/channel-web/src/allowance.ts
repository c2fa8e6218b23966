import type { Clock } from '@kefuhub/contract'

/** Those who are counted at once; beyond that the oldest counts are forgotten. */
const MAX_COUNTED = 100_000

/** How much everyone may do in a minute, counted in this process. */
export class Allowance {
  readonly #clock: Clock
  readonly #perMinute: number
  readonly #counts = new Map<string, { minute: number, count: number }>()

  constructor (clock: Clock, perMinute: number) {
    this.#clock = clock
    this.#perMinute = perMinute
  }

  /** Takes one; false when none is left in this minute. */
  take (who: string): boolean {
    const minute = Math.floor(this.#clock.now() / 60_000)
    const counted = this.#counts.get(who)
    if (counted?.minute === minute) return ++counted.count <= this.#perMinute
    this.#counts.delete(who)
    this.#counts.set(who, { minute, count: 1 })
    const [oldest] = this.#counts.keys()
    if (this.#counts.size > MAX_COUNTED && oldest !== undefined) this.#counts.delete(oldest)
    return true
  }
}
