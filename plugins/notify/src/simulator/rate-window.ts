/** Counts calls in a sliding window of time. */
export class RateWindow {
  readonly #calls: number
  readonly #perMs: number
  #times: number[] = []

  constructor (calls: number, perMs: number) {
    this.#calls = calls
    this.#perMs = perMs
  }

  /** Takes a call, unless there were too many. */
  take (nowMs: number): boolean {
    this.#times = this.#times.filter((time) => time > nowMs - this.#perMs)
    if (this.#times.length >= this.#calls) return false
    this.#times.push(nowMs)
    return true
  }
}
