import { createDeadline, type Clock, type Log } from '@kefuhub/contract'
import { errors } from '../errors.js'
import type { Store } from '../store/store.js'
import { isDuplicate } from '../store/bulk.js'
import type { OutboxDoc } from '../store/outbox-model.js'
import { newId } from '../store/id.js'
import { retryDelayMs, type RetryPolicy } from './backoff.js'
import { Busy } from './busy.js'
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

/** What a handler's error may say of how to go on. */
interface Hint { afterMs?: number, retryable?: boolean }

/** A queue that this process can work on. */
interface Queue {
  name: string
  options: QueueOptions
  handler: QueueHandler
  /** The loops that work on it, at most its concurrency. */
  loops: Set<Promise<void>>
  /** Grows with every wake: a loop that found nothing looks again when one came while it looked. */
  wakes: number
}

/** Longest text of an error that is kept, in characters; the rest is in the log of whoever made it. */
const MAX_REASON_LENGTH = 2000

/**
 * Durable work, each kind in a queue of its own. An entry is taken by moving its `due` beyond the try's timeout: whoever
 * dies with it leaves it to be taken again.
 */
export class Outbox {
  readonly #store: Store
  readonly #dispatcher: Dispatcher
  readonly #clock: Clock
  readonly #log: Log
  readonly #queues = new Map<string, Queue>()
  readonly #stopping = new AbortController()

  constructor (options: { store: Store, dispatcher: Dispatcher, clock: Clock, log: Log }) {
    this.#store = options.store
    this.#dispatcher = options.dispatcher
    this.#clock = options.clock
    this.#log = options.log
  }

  register (name: string, options: QueueOptions, handler: QueueHandler): void {
    this.#queues.set(name, { name, options, handler, loops: new Set(), wakes: 0 })
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

  /**
   * Makes one entry durable and due now, with its attempts counted from the start: whether it is new, waits for its next try or
   * was given up. One that is being worked on stays as it is.
   */
  async renew ({ id, ...entry }: OutboxEntry): Promise<void> {
    const now = new Date(this.#clock.now())
    try {
      await this.#store.outbox.updateOne({ _id: id, claim: { $exists: false } }, {
        $set: { ...entry, attempts: 0, due: now },
        $setOnInsert: { createdAt: now },
        $unset: { dead: 1, error: 1 }
      }, { upsert: true })
    } catch (error) {
      // Somebody works on it, or has just renewed it.
      if (!isDuplicate(error)) throw error
    }
    this.#dispatcher.wake('outbox', [entry.queue])
  }

  /** Takes away entries that other work has taken over, waiting or given up; those that are being worked on stay. */
  async drop (ids: readonly string[]): Promise<void> {
    await this.#store.outbox.deleteMany({ _id: { $in: [...ids] }, claim: { $exists: false } })
  }

  /** The queues known here with entries that are due. One look at the index each, however long the queues are. */
  async dueQueues (): Promise<string[]> {
    const due = { $lte: new Date(this.#clock.now()) }
    const names = [...this.#queues.keys()]
    const found = await Promise.all(names.map(async (queue) => await this.#store.outbox.exists({ queue, due }) !== null))
    return names.filter((_name, index) => found[index])
  }

  /**
   * Takes up work on a queue in this process until nothing of it is due. Does not wait for it: a slow neighbour holds up
   * its own queue, and neither the lanes nor another queue.
   */
  wake (name: string): void {
    const queue = this.#queues.get(name)
    if (queue === undefined) return
    queue.wakes++
    this.#startLoop(queue)
  }

  /** Works on a queue until this process finds nothing due in it. */
  async run (name: string): Promise<void> {
    this.wake(name)
    for (;;) {
      const loops = [...this.#queues.get(name)?.loops ?? []]
      if (loops.length === 0) return
      await Promise.all(loops)
    }
  }

  /** Gives up what is being tried and resolves when that is put back; it is tried again after the next start. */
  async stop (): Promise<void> {
    this.#stopping.abort()
    await Promise.all([...this.#queues.values()].flatMap((queue) => [...queue.loops]))
  }

  #startLoop (queue: Queue): void {
    if (queue.loops.size >= queue.options.concurrency || this.#stopping.signal.aborted) return
    const loop = this.#loop(queue)
      .catch((err) => this.#log.error({ err, queue: queue.name }, 'the outbox could not be read or written; the sweep takes it up again'))
      .finally(() => queue.loops.delete(loop))
    queue.loops.add(loop)
  }

  async #loop (queue: Queue): Promise<void> {
    for (;;) {
      const { wakes } = queue
      const doc = await this.#take(queue)
      if (doc !== undefined) {
        // Where there was one there may be more.
        this.#startLoop(queue)
        await this.#try(queue, doc)
      } else if (wakes === queue.wakes) return
      if (this.#stopping.signal.aborted) return
    }
  }

  async #take ({ name, options }: Queue): Promise<Taken | undefined> {
    const now = this.#clock.now()
    const claim = newId()
    const doc = await this.#store.outbox.findOneAndUpdate(
      { queue: name, due: { $lte: new Date(now) } },
      { $set: { claim, due: new Date(now + options.timeoutMs * 2) }, $inc: { attempts: 1 } },
      { sort: { due: 1 }, returnDocument: 'after', lean: true }
    )
    return doc === null ? undefined : { ...doc, claim }
  }

  async #try ({ options, handler }: Queue, doc: Taken): Promise<void> {
    const { _id, claim } = doc
    try {
      await inTime(async (signal) => await handler(doc, signal), options.timeoutMs, this.#stopping.signal)
    } catch (error) {
      await this.#failed(doc, options, error)
      return
    }
    await this.#store.outbox.deleteOne({ _id, claim })
  }

  async #failed (doc: Taken, options: QueueOptions, thrown: unknown): Promise<void> {
    const { _id, claim } = doc
    const now = this.#clock.now()
    if (this.#stopping.signal.aborted) {
      // The hub ended it, not the neighbour: it counts for no try.
      await this.#store.outbox.updateOne({ _id, claim }, { $set: { due: new Date(now) }, $inc: { attempts: -1 }, $unset: { claim: 1 } })
      return
    }
    const error = toReason(thrown)
    const { afterMs, retryable } = (thrown ?? {}) as Hint
    const fields = { trace: doc.trace, queue: doc.queue, entry: _id, attempts: doc.attempts, ...error }
    const isBusy = thrown instanceof Busy
    const isFinal = !isBusy && (retryable === false || doc.attempts >= options.retry.attempts)
    if (isFinal) {
      await this.#store.outbox.updateOne({ _id, claim }, { $set: { dead: new Date(now), error }, $unset: { due: 1, claim: 1 } })
      this.#log.error(fields, 'gave up; the entry is in the dead letters')
      return
    }
    const delayMs = retryDelayMs(options.retry, doc.attempts, afterMs)
    await this.#store.outbox.updateOne({ _id, claim }, { $set: { due: new Date(now + delayMs), error }, ...(isBusy && { $inc: { attempts: -1 } }), $unset: { claim: 1 } })
    this.#dispatcher.wakeIn(delayMs, 'outbox', doc.queue)
    if (isBusy) this.#log.debug({ ...fields, delayMs }, 'waits for another worker')
    else this.#log.warn({ ...fields, delayMs }, 'failed and will be tried again')
  }
}

type Taken = OutboxDoc & { claim: string }

/** What is kept of whatever a handler threw. Only a text is a code of a catalogue: the platform's own errors have numbers. */
function toReason (thrown: unknown): NonNullable<OutboxDoc['error']> {
  const { code, message } = (thrown instanceof Error ? thrown : new Error(String(thrown))) as Error & { code?: unknown }
  return { code: typeof code === 'string' ? code : 'KH_ERR_OUTBOX_FAILED', message: message.slice(0, MAX_REASON_LENGTH) }
}

/**
 * Runs work under a time limit and until the hub stops, so that a handler that ignores its signal holds up nobody.
 * @throws KH_ERR_OUTBOX_TIMEOUT
 */
async function inTime (work: (signal: AbortSignal) => Promise<void>, timeoutMs: number, stopping: AbortSignal): Promise<void> {
  stopping.throwIfAborted()
  const { signal, clear } = createDeadline(timeoutMs, stopping)
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(stopping.aborted ? new Error('The hub stops') : new errors.KH_ERR_OUTBOX_TIMEOUT(timeoutMs)), { once: true })
  })
  try {
    await Promise.race([work(signal), aborted])
  } finally {
    clear()
  }
}
