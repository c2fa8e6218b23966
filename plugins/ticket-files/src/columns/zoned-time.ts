import { errors } from '../errors.js'

const SLOT_MS = 900_000
const MAX_SLOTS = 10_000

/** Writes times as ISO 8601 with the offset of one time zone. */
export class ZonedTime {
  readonly #format: Intl.DateTimeFormat
  // Asking Intl for every cell would cost more than all the rest of a row. Clocks are changed on quarters of an hour only.
  readonly #offsetMs = new Map<number, number>()

  /** @throws TICKET_FILES_ERR_TIME_ZONE */
  constructor (timeZone: string) {
    try {
      this.#format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
    } catch {
      throw new errors.TICKET_FILES_ERR_TIME_ZONE(timeZone)
    }
  }

  /** For example `2026-01-01T08:00:00.000+08:00`. */
  text (at: Date): string {
    const offsetMs = this.#offsetAt(at.getTime())
    const minutes = Math.abs(offsetMs) / 60_000
    const local = new Date(at.getTime() + offsetMs).toISOString().slice(0, -1)
    return `${local}${offsetMs < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`
  }

  #offsetAt (ms: number): number {
    const slot = Math.floor(ms / SLOT_MS)
    const known = this.#offsetMs.get(slot)
    if (known !== undefined) return known
    const name = this.#format.formatToParts(ms).find(({ type }) => type === 'timeZoneName')?.value ?? ''
    // `GMT` alone is no offset; seconds, which zones had before clocks were unified, do not fit into ISO 8601.
    const [, sign = '+', hours = '0', minutes = '0'] = /([+-])(\d+):(\d+)/.exec(name) ?? []
    const offsetMs = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000
    if (this.#offsetMs.size >= MAX_SLOTS) this.#offsetMs.clear()
    this.#offsetMs.set(slot, offsetMs)
    return offsetMs
  }
}

const pad = (number: number): string => String(number).padStart(2, '0')
