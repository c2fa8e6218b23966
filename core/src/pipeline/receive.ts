import { checkInbound, errors as contractErrors, type Clock, type InboundMessage, type Log } from '@kefuhub/contract'
import { insertMessages } from '../store/bulk.js'
import { newId } from '../store/id.js'
import type { MessageDoc } from '../store/message-model.js'
import type { Store } from '../store/store.js'
import type { Dispatcher } from '../outbox/dispatcher.js'
import type { PipelineMetrics } from './metrics.js'
import type { TurnGate } from './turn-gate.js'

/** What waits to be written. */
interface Waiting {
  doc: MessageDoc
  startedMs: number
  resolve (result: { duplicate: boolean }): void
  reject (error: Error): void
}

/** Messages that may wait for the store before the platform is told to come again. */
const MAX_WAITING = 10_000
/** Messages in one bulk insert. */
const MAX_BATCH = 500

/** The key of a thread and of an identity: one customer on one channel instance. */
export function threadKey (channel: string, senderId: string): string {
  return `${channel}:${senderId}`
}

/**
 * When a message was written. A platform that counts in whole seconds leaves open when within the second; the arrival says
 * it as far as it lies in that second. So messages of one second keep the order of arrival, and those of different
 * seconds the platform's, and an answer never stands before a message that came after it.
 */
function timeOf (sentMs: number, arrivedMs: number): Date {
  const latestMs = sentMs % 1000 === 0 ? sentMs + 999 : sentMs
  return new Date(Math.min(Math.max(sentMs, arrivedMs), latestMs))
}

/**
 * Makes inbound messages durable. A bulk insert leaves with the turn of the loop when none is under way, else when the one
 * before it returns; so the load itself sets the size of the batches.
 */
export class Receiver {
  readonly #store: Store
  readonly #dispatcher: Dispatcher
  readonly #clock: Clock
  readonly #log: Log
  readonly #metrics: PipelineMetrics
  readonly #gate: TurnGate
  readonly #writeTimeoutMs: number
  #waiting: Waiting[] = []
  #writing = false

  constructor (options: { store: Store, dispatcher: Dispatcher, clock: Clock, log: Log, metrics: PipelineMetrics, gate: TurnGate, writeTimeoutMs: number }) {
    this.#store = options.store
    this.#dispatcher = options.dispatcher
    this.#clock = options.clock
    this.#log = options.log
    this.#metrics = options.metrics
    this.#gate = options.gate
    this.#writeTimeoutMs = options.writeTimeoutMs
  }

  /**
   * Resolves when the message is durable.
   * @throws KH_ERR_MESSAGE_INVALID, KH_ERR_STORE_BUSY
   */
  receive (channel: string, message: InboundMessage): Promise<{ duplicate: boolean }> {
    checkInbound(message)
    if (this.#waiting.length >= MAX_WAITING) return Promise.reject(new contractErrors.KH_ERR_STORE_BUSY())
    const id = newId()
    const nowMs = this.#clock.now()
    const doc: MessageDoc = {
      _id: id,
      channel,
      thread: threadKey(channel, message.sender.id),
      direction: 'in',
      at: timeOf(message.sentAt.getTime(), nowMs),
      content: message.content,
      trace: id,
      due: new Date(nowMs),
      eventKey: message.eventKey,
      sender: message.sender,
      raw: message.raw
    }
    if (message.trigger !== undefined) doc.trigger = message.trigger
    if (message.about !== undefined) doc.about = message.about
    return new Promise((resolve, reject) => {
      this.#waiting.push({ doc, startedMs: performance.now(), resolve, reject })
      if (this.#writing) return
      this.#writing = true
      // What arrived in the same turn of the loop goes along; alone, the first would make all others wait for its return.
      setImmediate(() => { this.#write() })
    })
  }

  async #write (): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, MAX_BATCH)
      this.#gate.note(batch.length)
      try {
        this.#settle(batch, await insertMessages(this.#store, batch.map((entry) => entry.doc), this.#writeTimeoutMs))
      } catch (err) {
        this.#log.error({ err, messages: batch.length }, 'messages could not be stored; the platform will repeat them')
        this.#metrics.received(batch[0]?.doc.channel ?? '', 'failed', batch.length)
        for (const entry of batch) entry.reject(new contractErrors.KH_ERR_STORE_BUSY())
      }
    }
    this.#writing = false
  }

  #settle (batch: Waiting[], duplicates: Set<number>): void {
    const threads = new Set<string>()
    const nowMs = performance.now()
    batch.forEach(({ doc, startedMs, resolve }, index) => {
      const duplicate = duplicates.has(index)
      if (!duplicate) threads.add(doc.thread)
      this.#metrics.received(doc.channel, duplicate ? 'duplicate' : 'stored', 1)
      this.#metrics.receiveSeconds(doc.channel, (nowMs - startedMs) / 1000)
      this.#log.info({ trace: doc.trace, channel: doc.channel, type: doc.content.type, duplicate }, 'message received')
      resolve({ duplicate })
    })
    this.#dispatcher.wake('lane', threads)
  }
}
