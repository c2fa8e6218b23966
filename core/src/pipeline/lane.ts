import type { Clock, Log } from '@kefuhub/contract'
import type { Dispatcher } from '../outbox/dispatcher.js'
import type { MessageDoc } from '../store/message-model.js'
import type { NativeCollections, Store } from '../store/store.js'
import type { Delivery } from './delivery.js'
import { LaneLost, type Lease, type Leases } from './lease.js'
import type { Tell } from './tell.js'
import type { Turn } from './turn.js'
import type { TurnGate } from './turn-gate.js'

/** Messages looked at in one go. */
const BATCH = 100

/** Turns come before deliveries: an answer leaves in the same run as the question. */
type Direction = MessageDoc['direction']

/** How a lane goes on after a piece of work: `waiting` until the message's new `due`, or with new messages to deliver. */
export type Step = 'done' | 'waiting' | { replies: MessageDoc[] }

/**
 * The serial execution of a thread: turns of what came in, then deliveries of what goes out, each in order. A message
 * that has to wait holds up those behind it in the same direction, never those of another thread.
 */
export class Lane {
  readonly #messages: NativeCollections['messages']
  readonly #leases: Leases
  readonly #gate: TurnGate
  readonly #turn: Turn
  readonly #delivery: Delivery
  readonly #tell: Tell
  readonly #dispatcher: Dispatcher
  readonly #clock: Clock
  readonly #log: Log
  #isStopping = false

  constructor (options: { store: Store, leases: Leases, gate: TurnGate, turn: Turn, delivery: Delivery, tell: Tell, dispatcher: Dispatcher, clock: Clock, log: Log }) {
    this.#messages = options.store.native.messages
    this.#leases = options.leases
    this.#gate = options.gate
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
    for (let isMore = true; isMore && !this.#isStopping;) {
      const lease = await this.#leases.acquire(thread)
      if (lease === undefined) return
      isMore = false
      try {
        isMore = await this.#work(lease)
      } catch (error) {
        if (!(error instanceof LaneLost)) throw error
        this.#log.warn({ thread, reason: error.message }, 'lane lost')
      } finally {
        // Who was turned away has left again, so what they came for is ours.
        if (await lease.release()) isMore = true
      }
    }
  }

  /** @returns whether there is more that could be done now */
  async #work (lease: Lease): Promise<boolean> {
    const found = await this.#unfinished(lease.thread._id)
    const turns = await this.#workThrough(lease, found.filter(({ direction }) => direction === 'in'), this.#turn)
    const waiting = found.filter(({ direction }) => direction === 'out')
    // Behind a queue that is longer than what was read, new answers must not overtake the rest of it: the next round finds them.
    const outgoing = waiting.length >= BATCH ? waiting : [...waiting, ...turns.replies]
    const deliveries = await this.#workThrough(lease, outgoing.sort(byPlace), this.#delivery)
    return turns.isMore || deliveries.isMore
  }

  /** Works on messages in their order; one that has to wait holds up those behind it. */
  async #workThrough (lease: Lease, messages: MessageDoc[], stage: Turn | Delivery): Promise<{ replies: MessageDoc[], isMore: boolean }> {
    const replies: MessageDoc[] = []
    for (const message of messages) {
      if (message.direction === 'in') await this.#gate.pass()
      const step = await this.#step(lease, message, stage)
      if (step === 'waiting') return { replies, isMore: false }
      if (step !== 'done') replies.push(...step.replies)
    }
    return { replies, isMore: messages.length >= BATCH }
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

  /** In the order of the thread; of a long queue its beginning, and then that of each direction, so that none hides the other. */
  async #unfinished (thread: string, direction?: Direction): Promise<MessageDoc[]> {
    const filter = { thread, due: { $exists: true }, ...(direction !== undefined && { direction }) }
    const found = await this.#messages.find(filter).sort({ at: 1, _id: 1 }).limit(BATCH).toArray()
    if (found.length < BATCH || direction !== undefined) return found
    return (await Promise.all([this.#unfinished(thread, 'in'), this.#unfinished(thread, 'out')])).flat()
  }
}

/** The order of a thread. */
function byPlace (one: MessageDoc, other: MessageDoc): number {
  return one.at.getTime() - other.at.getTime() || (one._id < other._id ? -1 : 1)
}
