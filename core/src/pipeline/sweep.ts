import type { Clock, Log } from '@kefuhub/contract'
import type { Dispatcher } from '../outbox/dispatcher.js'
import type { Outbox } from '../outbox/outbox.js'
import type { MessageDoc } from '../store/message-model.js'
import type { Store } from '../store/store.js'
import type { Tell } from './tell.js'

/** Unfinished messages looked at in one sweep. */
const BATCH = 1000
/** What is younger than this was just woken; in milliseconds. */
const GRACE_MS = 1000

/** Finds unfinished work that no wake led to: after a crash, a lost Redis, a lease that ran out. */
export class Sweep {
  readonly #store: Store
  readonly #dispatcher: Dispatcher
  readonly #outbox: Outbox
  readonly #tell: Tell
  readonly #clock: Clock
  readonly #log: Log
  readonly #everyMs: number
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  #isStopped = false

  constructor (options: { store: Store, dispatcher: Dispatcher, outbox: Outbox, tell: Tell, clock: Clock, log: Log, everyMs: number }) {
    this.#store = options.store
    this.#dispatcher = options.dispatcher
    this.#outbox = options.outbox
    this.#tell = options.tell
    this.#clock = options.clock
    this.#log = options.log
    this.#everyMs = options.everyMs
  }

  start (): void {
    this.#running = this.run()
      .catch((err) => this.#log.warn({ err }, 'the sweep failed and runs again'))
      .finally(() => {
        // Processes that started together must not sweep together for ever.
        if (!this.#isStopped) this.#timer = setTimeout(() => this.start(), this.#everyMs * (0.75 + Math.random() / 2)).unref()
      })
  }

  /** One sweep. */
  async run (): Promise<void> {
    const before = new Date(this.#clock.now() - GRACE_MS)
    const [messages, queues] = await Promise.all([
      this.#store.messages.find({ due: { $lte: before } }, { thread: 1 }).sort({ due: 1 }).limit(BATCH).lean<MessageDoc[]>(),
      this.#outbox.dueQueues(),
      this.#tell.marked()
    ])
    this.#dispatcher.run('lane', new Set(messages.map((message) => message.thread)))
    this.#dispatcher.run('outbox', queues)
  }

  async stop (): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#timer)
    await this.#running
  }
}
