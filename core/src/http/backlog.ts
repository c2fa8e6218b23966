import type { Clock } from '@kefuhub/contract'
import type { Store } from '../store/store.js'

/** What the hub still has to do, over all processes. */
export interface Backlog {
  /** Messages that wait for their turn or their delivery. */
  laneDepth: number
  /** Entries of the outbox that are still to be worked on. */
  outboxDepth: number
  /** How long the most overdue entry of the outbox is past its time, in seconds. */
  outboxAgeSeconds: number
}

/** A backlog is counted up to here: a scrape must stay cheap when there is much to do. */
const MAX_COUNTED = 10_000
/** How long a reading serves; in milliseconds. */
const CACHE_MS = 5000
/** A reading that takes longer is given up; in milliseconds. */
const TIMEOUT_MS = 2000

/** Reads the backlog of a store, at most once in five seconds however often it is asked. */
export class BacklogReader {
  readonly #store: Store
  readonly #clock: Clock
  #last: { at: number, reading: Promise<Backlog> } | undefined

  constructor (store: Store, clock: Clock = { now: () => Date.now() }) {
    this.#store = store
    this.#clock = clock
  }

  /** @throws what the store throws; the next call after five seconds tries again */
  read (): Promise<Backlog> {
    const now = this.#clock.now()
    if (this.#last === undefined || now - this.#last.at >= CACHE_MS) this.#last = { at: now, reading: this.#count() }
    return this.#last.reading
  }

  async #count (): Promise<Backlog> {
    // A range, unlike `$exists`, is counted in the index alone.
    const waiting = { due: { $gt: new Date(0) } }
    const options = { limit: MAX_COUNTED, timeoutMS: TIMEOUT_MS }
    const { messages, outbox } = this.#store
    const [laneDepth, outboxDepth, oldest] = await Promise.all([
      messages.collection.countDocuments(waiting, options),
      outbox.collection.countDocuments(waiting, options),
      outbox.collection.findOne(waiting, { sort: { due: 1 }, projection: { due: 1 }, timeoutMS: TIMEOUT_MS })
    ])
    const dueAt = (oldest?.['due'] as Date | undefined)?.getTime() ?? Infinity
    return { laneDepth, outboxDepth, outboxAgeSeconds: Math.max(0, this.#clock.now() - dueAt) / 1000 }
  }
}
