import { setTimeout as sleep } from 'node:timers/promises'
import type { RestRate } from './connection.js'

/** Elapsed time. Not the hub's clock: a clock that is set must not change how fast calls go out. */
export interface Stopwatch {
  /** Milliseconds since some moment. */
  now (): number
  sleep (ms: number, signal: AbortSignal): Promise<void>
}

const REAL: Stopwatch = {
  now: () => performance.now(),
  async sleep (ms, signal) { await sleep(ms, undefined, { signal }) }
}

/** Keeps calls within a rate over every span of its length, first come, first served. */
export class Pace {
  readonly #rate: RestRate
  readonly #time: Stopwatch
  /** When the latest calls went or will go, as many as fit into one span; the oldest is at `#next`. */
  readonly #starts: number[] = []
  #next = 0

  constructor (rate: RestRate, time: Stopwatch = REAL) {
    this.#rate = rate
    this.#time = time
  }

  /** Resolves when the next call may go. @throws AbortError */
  async wait (signal: AbortSignal): Promise<void> {
    const nowMs = this.#time.now()
    const oldest = this.#starts[this.#next]
    const startMs = oldest === undefined ? nowMs : Math.max(nowMs, oldest + this.#rate.perMs)
    this.#starts[this.#next] = startMs
    this.#next = (this.#next + 1) % this.#rate.calls
    if (startMs > nowMs) await this.#time.sleep(startMs - nowMs, signal)
  }
}

/** Lets at most so many calls be under way, first come, first served. */
export class Slots {
  #free: number
  readonly #waiting: Array<() => void> = []

  constructor (count: number) { this.#free = count }

  async run<T> (work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--
    else await new Promise<void>((resolve) => { this.#waiting.push(resolve) })
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#free++
      else next()
    }
  }
}
