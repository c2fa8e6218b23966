import type { Clock, Log } from '@kefuhub/contract'
import type { Store } from '../store/store.js'
import type { OutboxDoc } from '../store/outbox-model.js'
import { newId } from '../store/id.js'
import { retryDelayMs, type RetryPolicy } from './backoff.js'
import type { Dispatcher } from './dispatcher.js'

/** Work to write down. `id` says what it is, so that writing it again changes nothing. */
export interface OutboxEntry {
  id: string
  queue: string
  payload: unknown
  trace: string
}

/** One neighbour of the hub. */
export interface QueueOptions {
  /** How many entries are worked on at once in one process. */
  concurrency: number
  /** One try, in milliseconds. */
  timeoutMs: number
  retry: RetryPolicy
}

/** Deals with one entry. Resolves when it is done; may be called again for the same entry. */
export type QueueHandler = (entry: OutboxDoc, signal: AbortSignal) => Promise<void>

/** An error that tells how to go on. */
interface Hint { code?: string, afterMs?: number, retryable?: boolean }

/**
 * Durable work, each kind in a queue of its own. An entry is taken by moving its `due` beyond the try's timeout: whoever
 * dies with it leaves it to be taken again.
 */
export class Outbox {
  readonly #store: Store
  readonly #dispatcher: Dispatcher
  readonly #clock: Clock
  readonly #log: Log
  readonly #queues = new Map<string, { options: QueueOptions, handler: QueueHandler }>()
  readonly #stopping = new AbortController()

  constructor (options: { store: Store, dispatcher: Dispatcher, clock: Clock, log: Log }) {
    this.#store = options.store
    this.#dispatcher = options.dispatcher
    this.#clock = options.clock
    this.#log = options.log
  }

  register (queue: string, options: QueueOptions, handler: QueueHandler): void {
    this.#queues.set(queue, { options, handler })
  }

  /** Makes entries durable; those that are there already stay as they are. */
  async add (entries: readonly OutboxEntry[]): Promise<void> {
    if (entries.length === 0) return
    const now = new Date(this.#clock.now())
    await this.#store.outbox.bulkWrite(entries.map(({ id, ...entry }) => ({
      updateOne: {
        filter: { _id: id },
        update: { $setOnInsert: { ...entry, createdAt: now, attempts: 0, due: now } },
        upsert: true
      }
    })), { ordered: false })
    this.#dispatcher.wake('outbox', new Set(entries.map((entry) => entry.queue)))
  }

  /** The queues with entries that are due. */
  async dueQueues (): Promise<string[]> {
    return this.#store.outbox.distinct('queue', { due: { $lte: new Date(this.#clock.now()) } })
  }

  /** Works on a queue until nothing of it is due. */
  async run (queue: string): Promise<void> {
    const entry = this.#queues.get(queue)
    if (entry === undefined) return
    await Promise.all(Array.from({ length: entry.options.concurrency }, async () => {
      while (!this.#stopping.signal.aborted && await this.#runOne(queue, entry.options, entry.handler));
    }))
  }

  /** Gives up what is being tried; it is tried again after the next start. */
  stop (): void { this.#stopping.abort() }

  async #runOne (queue: string, options: QueueOptions, handler: QueueHandler): Promise<boolean> {
    const now = this.#clock.now()
    const claim = newId()
    const doc = await this.#store.outbox.findOneAndUpdate(
      { queue, due: { $lte: new Date(now) } },
      { $set: { claim, due: new Date(now + options.timeoutMs * 2) }, $inc: { attempts: 1 } },
      { sort: { due: 1 }, returnDocument: 'after', lean: true }
    )
    if (doc === null) return false
    const signal = AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(options.timeoutMs)])
    try {
      await withAbort(handler(doc, signal), signal)
      await this.#store.outbox.deleteOne({ _id: doc._id, claim })
    } catch (error) {
      await this.#failed(doc, claim, options, error as Error & Hint)
    }
    return true
  }

  async #failed (doc: OutboxDoc, claim: string, options: QueueOptions, error: Error & Hint): Promise<void> {
    const now = this.#clock.now()
    const reason = { code: error.code ?? 'KH_ERR_OUTBOX_FAILED', message: error.message }
    const isFinal = error.retryable === false || doc.attempts >= options.retry.attempts
    const fields = { trace: doc.trace, queue: doc.queue, entry: doc._id, attempts: doc.attempts, ...reason }
    if (isFinal) {
      await this.#store.outbox.updateOne({ _id: doc._id, claim }, { $set: { dead: new Date(now), error: reason }, $unset: { due: 1, claim: 1 } })
      this.#log.error(fields, 'gave up; the entry is in the dead letters')
      return
    }
    const delayMs = retryDelayMs(options.retry, doc.attempts, error.afterMs)
    await this.#store.outbox.updateOne({ _id: doc._id, claim }, { $set: { due: new Date(now + delayMs), error: reason }, $unset: { claim: 1 } })
    this.#dispatcher.wakeIn(delayMs, 'outbox', doc.queue)
    this.#log.warn({ ...fields, delayMs }, 'failed and will be tried again')
  }
}

/** Lets a handler that ignores its signal not hold up the queue. */
async function withAbort<T> (work: Promise<T>, signal: AbortSignal): Promise<T> {
  let onAbort: () => void = () => {}
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(signal.reason as Error)
    signal.addEventListener('abort', onAbort, { once: true })
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
