import type { Clock } from '@kefuhub/contract'
import type { Rate } from './dispatcher.js'

/** Counts what one process did in the running window of each key. */
export class RateWindow {
  readonly #clock: Clock
  readonly #windows = new Map<string, { number: number, count: number }>()

  constructor (clock: Clock) { this.#clock = clock }

  /** Takes one unit; how long to wait in milliseconds when none is left in this window, else 0. */
  take (key: string, rate: Rate): number {
    const now = this.#clock.now()
    const number = Math.floor(now / rate.perMs)
    const window = this.#windows.get(key)
    if (window === undefined || window.number !== number) {
      this.#windows.set(key, { number, count: 1 })
      return 0
    }
    if (window.count >= rate.sends) return (number + 1) * rate.perMs - now
    window.count++
    return 0
  }
}
