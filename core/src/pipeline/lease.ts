import { randomBytes } from 'node:crypto'
import type { Clock } from '@kefuhub/contract'
import { isDuplicate } from '../store/bulk.js'
import { FLEETING, type NativeCollections, type Store } from '../store/store.js'
import type { ThreadDoc } from '../store/thread-model.js'

/** Thrown when another process took the lane over: what this one was about to write must not be written. */
export class LaneLost extends Error {
  override readonly name = 'LaneLost'
}

/** What a lane changes in its thread. */
export type ThreadChange = Partial<Pick<ThreadDoc, 'conversation' | 'contact' | 'window'>>

/** The right to work on a thread, until it runs out or is given back. */
export interface Lease {
  /** The thread as this holder left it. */
  readonly thread: ThreadDoc
  /** Tells this hold from every other, in claims on messages. */
  readonly name: string
  /**
   * Changes the thread and lengthens the lease.
   * @throws LaneLost
   */
  update (change: ThreadChange): Promise<void>
  /** Changes the thread with the next update or the release; lost if this process dies first. */
  note (change: ThreadChange): void
  /** @throws LaneLost when the lease ran out or cannot be lengthened any more */
  check (): void
  /** Gives the thread back. @returns whether somebody was turned away meanwhile, who may have come for new work */
  release (): Promise<boolean>
}

/** Gives each thread to one holder at a time. */
export class Leases {
  readonly #threads: NativeCollections['threads']
  readonly #clock: Clock
  readonly #leaseMs: number
  readonly #owner = randomBytes(9).toString('base64url')

  constructor (options: { store: Store, clock: Clock, leaseMs: number }) {
    this.#threads = options.store.native.threads
    this.#clock = options.clock
    this.#leaseMs = options.leaseMs
  }

  /**
   * Takes a thread's lane, and makes the thread on its first message.
   * @returns undefined while somebody else has it, who is told to look again
   */
  async acquire (key: string): Promise<Lease | undefined> {
    for (;;) {
      const lease = await this.#take(key)
      if (lease !== undefined || await this.#isTold(key)) return lease
      // It was given back in between.
    }
  }

  async #take (key: string): Promise<Lease | undefined> {
    const now = this.#clock.now()
    const split = key.indexOf(':')
    try {
      const thread = await this.#threads.findOneAndUpdate({
        _id: key,
        $or: [{ lease: { $exists: false } }, { 'lease.until': { $lte: new Date(now) } }]
      }, {
        $set: { lease: { owner: this.#owner, until: new Date(now + this.#leaseMs) } },
        $inc: { fence: 1 },
        $setOnInsert: { channel: key.slice(0, split), sender: key.slice(split + 1) }
      }, { upsert: true, returnDocument: 'after', ...FLEETING })
      return this.#hold(thread as ThreadDoc, now)
    } catch (error) {
      // The thread is there and leased: the upsert found its key taken.
      if (isDuplicate(error)) return undefined
      throw error
    }
  }

  /** Leaves a mark with the holder: what somebody came for may be newer than what the holder has read. */
  async #isTold (key: string): Promise<boolean> {
    const { matchedCount } = await this.#threads.updateOne(
      { _id: key, 'lease.until': { $gt: new Date(this.#clock.now()) } }, { $set: { 'lease.isMissed': true } }, FLEETING)
    return matchedCount === 1
  }

  #hold (acquired: ThreadDoc, acquiredAt: number): Lease {
    const mine = { _id: acquired._id, fence: acquired.fence, 'lease.owner': this.#owner }
    const thread = { ...acquired }
    let until = acquiredAt + this.#leaseMs
    let isLost = false
    let noted: ThreadChange = {}
    const write = async (change: ThreadChange): Promise<void> => {
      const now = this.#clock.now()
      const { matchedCount } = await this.#threads.updateOne(mine, { $set: { ...noted, ...change, 'lease.until': new Date(now + this.#leaseMs) } }, FLEETING)
      if (matchedCount === 0) {
        isLost = true
        throw new LaneLost(`The lane of ${acquired._id} was taken over`)
      }
      until = now + this.#leaseMs
      noted = {}
      Object.assign(thread, change)
    }
    const renewal = setInterval(() => { write({}).catch(() => {}) }, this.#leaseMs / 3)
    renewal.unref()
    return {
      thread,
      name: `${this.#owner}.${acquired.fence}`,
      update: write,
      note: (change) => {
        Object.assign(noted, change)
        Object.assign(thread, change)
      },
      check: () => {
        if (isLost || this.#clock.now() >= until) throw new LaneLost(`The lease of ${acquired._id} ran out`)
      },
      release: async () => {
        clearInterval(renewal)
        const left = await this.#threads.findOneAndUpdate(mine, { $set: noted, $unset: { lease: 1 } }, { returnDocument: 'before', projection: { lease: 1 }, ...FLEETING })
        return left?.lease?.isMissed === true
      }
    }
  }
}
