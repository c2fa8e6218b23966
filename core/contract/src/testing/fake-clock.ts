import type { Clock } from '../hub.js'

/** A clock that moves only when a test says so. */
export class FakeClock implements Clock {
  #nowMs: number

  /** @param nowMs milliseconds since 1970 */
  constructor (nowMs: number) { this.#nowMs = nowMs }

  now (): number { return this.#nowMs }

  /** Sets the time, in milliseconds since 1970. */
  set (nowMs: number): void { this.#nowMs = nowMs }

  /** Moves the time on, or back, by milliseconds. */
  advance (byMs: number): void { this.#nowMs += byMs }
}
