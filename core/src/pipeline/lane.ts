import type { Clock, Log } from '@kefuhub/contract'
import type { Dispatcher } from '../outbox/dispatcher.js'
import type { MessageDoc } from '../store/message-model.js'
import type { Store } from '../store/store.js'
import type { Delivery } from './delivery.js'
import { LaneLost, type Lease, type Leases } from './lease.js'
import type { Tell } from './tell.js'
import type { Turn } from './turn.js'

/** Messages looked at in one go. */
const BATCH = 100

/** Turns come before deliveries: an answer leaves in the same run as the question. */
const DIRECTIONS = ['in', 'out'] as const
type Direction = typeof DIRECTIONS[number]

/** How a lane goes on after a piece of work: `waiting` until the message's new `due`. */
export type Step = 'done' | 'waiting'

/**
 * The serial execution of a thread: turns of what came in, then deliveries of what goes out, each in order. A message
 * that has to wait holds up those behind it in the same direction, never those of another thread.
 */
export class Lane {
  readonly #store: Store
  readonly #leases: Leases
  readonly #turn: Turn
  readonly #delivery: Delivery
  readonly #tell: Tell
  readonly #dispatcher: Dispatcher
  readonly #clock: Clock
  readonly #log: Log
  #isStopping = false

  constructor (options: { store: Store, leases: Leases, turn: Turn, delivery: Delivery, tell: Tell, dispatcher: Dispatcher, clock: Clock, log: Log }) {
    this.#store = options.store
    this.#leases = options.leases
    this.#turn = options.turn
    this.#delivery = options.delivery
    this.#tell = options.tell
    this.#dispatcher = options.dispatcher
    this.#clock = options.clock
    this.#log = options.log
  }

  /** Ends after the step that runs; what is left is found by the next holder. */
  stop (): void { this.#isStopping = true }

  /** Works until nothing of the thread is due, or somebody else has the lane. */
  async run (thread: string): Promise<void> {
    const blocked = new Set<Direction>()
    // Who was woken while we held the lease has left again. So what came meanwhile is ours, and is looked for after the
    // release and not before it.
    while (!this.#isStopping && await this.#hasWork(thread, blocked)) {
      const lease = await this.#leases.acquire(thread)
      if (lease === undefined) return
      try {
        for (const direction of DIRECTIONS) {
          if (!blocked.has(direction) && await this.#work(lease, direction) === 'waiting') blocked.add(direction)
        }
      } catch (error) {
        if (!(error instanceof LaneLost)) throw error
        this.#log.warn({ thread, reason: error.message }, 'lane lost')
        return
      } finally {
        await lease.release()
      }
    }
  }

  async #hasWork (thread: string, blocked: ReadonlySet<Direction>): Promise<boolean> {
    const direction = { $in: DIRECTIONS.filter((candidate) => !blocked.has(candidate)) }
    return await this.#store.messages.exists({ thread, due: { $lte: new Date(this.#clock.now()) }, direction }) !== null
  }

  async #work (lease: Lease, direction: Direction): Promise<Step> {
    const stage = direction === 'in' ? this.#turn : this.#delivery
    for (const message of await this.#unfinished(lease.thread._id, direction)) {
      if (await this.#step(lease, message, stage) === 'waiting') return 'waiting'
    }
    return 'done'
  }

  async #step (lease: Lease, message: MessageDoc, stage: Turn | Delivery): Promise<Step> {
    lease.check()
    if (this.#isStopping) return 'waiting'
    const waitMs = (message.due?.getTime() ?? 0) - this.#clock.now()
    if (waitMs > 0) {
      this.#dispatcher.wakeIn(waitMs, 'lane', message.thread)
      return 'waiting'
    }
    if (message.tell !== undefined) {
      await this.#tell.message(message)
      return 'done'
    }
    return await stage.run(lease, message)
  }

  /** In the order of the thread. */
  async #unfinished (thread: string, direction: Direction): Promise<MessageDoc[]> {
    return await this.#store.messages.find({ thread, due: { $exists: true }, direction }).sort({ at: 1, _id: 1 }).limit(BATCH).lean<MessageDoc[]>()
  }
}
