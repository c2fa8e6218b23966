import { errors } from '../errors.js'
import type { Options } from '../options.js'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** Daily hours in one time zone. */
export class BusinessHours {
  readonly #fromMs: number
  readonly #openMs: number
  readonly #format: Intl.DateTimeFormat | undefined

  /** @param hours absent: always open @throws XHS_ERR_OPTIONS for a time zone that does not exist */
  constructor (hours: Options['businessHours']) {
    this.#fromMs = toMs(hours?.from ?? '00:00')
    // The same time twice is the whole day, an earlier end is on the next one.
    this.#openMs = (toMs(hours?.to ?? '00:00') - this.#fromMs + DAY) % DAY || DAY
    if (hours === undefined) return
    try {
      this.#format = new Intl.DateTimeFormat('en-US', {
        timeZone: hours.timezone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric'
      })
    } catch {
      throw new errors.XHS_ERR_OPTIONS('businessHours/timezone', `there is no time zone '${hours.timezone}'`)
    }
  }

  /** How much of the time between two instants it was open, in milliseconds; a change of the clocks may be off by its hour. */
  between (beginMs: number, endMs: number): number { return this.#openUntil(endMs) - this.#openUntil(beginMs) }

  /** How long it was open since a day long ago. */
  #openUntil (atMs: number): number {
    const sinceMs = this.#localMs(atMs) - this.#fromMs
    const days = Math.floor(sinceMs / DAY)
    return days * this.#openMs + Math.min(sinceMs - days * DAY, this.#openMs)
  }

  /** What a clock on the wall shows, as if it were in UTC. */
  #localMs (atMs: number): number {
    if (this.#format === undefined) return atMs
    const part = Object.fromEntries(this.#format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]))
    return Date.UTC(part.year ?? 0, (part.month ?? 1) - 1, part.day, part.hour, part.minute, part.second)
  }
}

function toMs (time: string): number {
  const [hour, minute] = time.split(':')
  return (Number(hour) * 60 + Number(minute)) * MINUTE
}
