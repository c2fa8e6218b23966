/** How often things go wrong, as shares of all calls between 0 and 1. The same seed tells the same story. */
export interface Odds {
  seed: number
  /** The call is refused for now and not executed. */
  fail?: number
  /** Nothing is answered until the caller gives up. Every other such call is executed all the same. */
  timeOut?: number
  /** The call is executed twice, as by a proxy that repeats, and the second answer is given. */
  twice?: number
}

/** What becomes of a call. */
export type Lot = 'well' | 'fail' | 'lost' | 'hang' | 'twice'

/** Draws what becomes of each call. */
export class Lottery {
  readonly #odds: Odds
  readonly #random: () => number
  /** How many calls got each lot. */
  readonly drawn: Record<Lot, number> = { well: 0, fail: 0, lost: 0, hang: 0, twice: 0 }

  constructor (odds: Odds) {
    this.#odds = odds
    this.#random = generator(odds.seed)
  }

  /** `lost`: executed and not answered. `hang`: neither. */
  draw (): Lot {
    const { fail = 0, timeOut = 0, twice = 0 } = this.#odds
    const point = this.#random()
    const lot = point < fail
      ? 'fail'
      : point < fail + timeOut / 2 ? 'lost' : point < fail + timeOut ? 'hang' : point < fail + timeOut + twice ? 'twice' : 'well'
    this.drawn[lot]++
    return lot
  }

  /** One of a list. */
  pick<T> (list: readonly T[]): T | undefined { return list[Math.floor(this.#random() * list.length)] }
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function generator (seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6D2B79F5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
