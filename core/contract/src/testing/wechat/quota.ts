import { callLimits, quotaClearsPerMonth, type CallLimit } from './facts.js'

const minuteMs = 60_000
const dayMs = 86_400_000
const beijingOffsetMs = 8 * 3_600_000

interface Count { period: number, calls: number }

/** Counts the calls of one account per API. The day is Beijing's. */
export class Quota {
  readonly #limits: Readonly<Record<string, CallLimit>>
  readonly #days = new Map<string, Count>()
  readonly #minutes = new Map<string, Count>()
  #clearedAtMs: number[] = []

  constructor (limits: Readonly<Record<string, CallLimit>> = {}) {
    this.#limits = { ...callLimits, ...limits }
  }

  /** Counts one call. @returns 45009 over the day's number, 45011 over the minute's, else 0 */
  count (path: string, nowMs: number): number {
    const limit = this.#limits[path]
    if (limit === undefined) return 0
    const isWithinDay = take(this.#days, path, Math.floor((nowMs + beijingOffsetMs) / dayMs), limit.perDay)
    if (!isWithinDay) return 45009
    return take(this.#minutes, path, Math.floor(nowMs / minuteMs), limit.perMinute) ? 0 : 45011
  }

  /** Starts all counters anew. @returns 48006 when that was done too often this month, else 0 */
  clear (nowMs: number): number {
    const month = monthOf(nowMs)
    this.#clearedAtMs = this.#clearedAtMs.filter((at) => monthOf(at) === month)
    if (this.#clearedAtMs.length >= quotaClearsPerMonth) return 48006
    this.#clearedAtMs.push(nowMs)
    this.#days.clear()
    this.#minutes.clear()
    return 0
  }
}

function take (counts: Map<string, Count>, path: string, period: number, max = Infinity): boolean {
  let count = counts.get(path)
  if (count === undefined || count.period !== period) counts.set(path, count = { period, calls: 0 })
  count.calls++
  return count.calls <= max
}

function monthOf (nowMs: number): string {
  return new Date(nowMs + beijingOffsetMs).toISOString().slice(0, 7)
}
