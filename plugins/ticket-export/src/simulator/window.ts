/** Counts what happens in fixed stretches of time, as rate limits do. */
export class Window {
  readonly #most: number
  readonly #perMs: number
  readonly #now: () => number
  #startedMs = -Infinity
  #count = 0

  constructor (most: number, perMs: number, now: () => number) {
    this.#most = most
    this.#perMs = perMs
    this.#now = now
  }

  get left (): number { return this.#most - this.#count }

  /** Seconds until the stretch is over, when it is used up; undefined: one more was counted. */
  take (): number | undefined {
    const nowMs = this.#now()
    if (nowMs - this.#startedMs >= this.#perMs) {
      this.#startedMs = nowMs
      this.#count = 0
    }
    if (this.#count >= this.#most) return Math.max(1, Math.ceil((this.#startedMs + this.#perMs - nowMs) / 1000))
    this.#count++
    return undefined
  }
}
