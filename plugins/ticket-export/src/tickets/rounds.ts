import type { TicketChanges } from '@kefuhub/contract'
import { readCursor, writeCursor } from './cursor.js'
import { textAt, valueAt } from './foreign.js'

/**
 * A reading of all that changed since a moment, page by page. It begins a little before the last one began, since changes show up late.
 * Where it has several pages a second one follows at once: what moved on one page while others were being read is in neither.
 */
export class Round {
  /** What changed before is not told. */
  readonly sinceMs: number
  /** Of the page to be read; absent: the first. */
  readonly page: string | undefined
  readonly #baseMs: number
  readonly #fromMs: number
  readonly #startedMs: number
  readonly #isSecond: boolean

  /** @throws Rejected for a cursor that is none */
  constructor (cursor: string, nowMs: number, overlapMs: number) {
    const place = readCursor(cursor)
    const ms = (name: string, standIn: number): number => Number.isFinite(valueAt(place, name)) ? Number(valueAt(place, name)) : standIn
    this.#fromMs = ms('fromMs', nowMs)
    this.#baseMs = ms('baseMs', this.#fromMs)
    this.#startedMs = ms('startedMs', nowMs)
    this.#isSecond = valueAt(place, 'isSecond') === true
    this.page = textAt(place, 'page')
    this.sinceMs = Math.max(this.#baseMs, this.#fromMs - overlapMs)
  }

  /** The answer to who asks for the first time: from now on. */
  static start (nowMs: number): TicketChanges {
    return { tickets: [], cursor: writeCursor({ baseMs: nowMs, fromMs: nowMs }), more: false }
  }

  /** Where reading goes on. @param next the page after this one */
  after (next: string | undefined): Pick<TicketChanges, 'cursor' | 'more'> {
    const [baseMs, fromMs, startedMs, isSecond] = [this.#baseMs, this.#fromMs, this.#startedMs, this.#isSecond]
    if (next !== undefined) return { cursor: writeCursor({ baseMs, fromMs, startedMs, page: next, ...(isSecond && { isSecond }) }), more: true }
    const mustRepeat = !isSecond && this.page !== undefined
    return { cursor: writeCursor({ baseMs, fromMs: startedMs, ...(mustRepeat && { isSecond: true }) }), more: mustRepeat }
  }
}
