import Bull from 'bull'
import { Redis, type RedisOptions } from 'ioredis'
import type { Clock, Health, Log } from '@kefuhub/contract'
import type { Dispatcher, Rate, WorkHandler, WorkKind } from './dispatcher.js'
import { RateWindow } from './rate-window.js'
import { Runner } from './runner.js'
import { errors } from '../errors.js'

/** Redis is asked for this long before the sweep is trusted instead, in milliseconds. */
const COMMAND_TIMEOUT_MS = 2000
/** At most one line in the log about a lost Redis per this many milliseconds. */
const COMPLAIN_EVERY_MS = 10_000

interface Wake { kind: WorkKind, id: string }

/**
 * Spreads work over all processes by a bull queue in Redis. A wake that Redis does not take is dropped: the sweep of any
 * worker finds the work in the store.
 */
export class BullDispatcher implements Dispatcher {
  readonly #log: Log
  readonly #clock: Clock
  readonly #concurrency: number
  readonly #prefix: string
  readonly #redis: Redis
  readonly #queue: Bull.Queue<Wake>
  readonly #clients: Redis[] = []
  readonly #runner: Runner
  readonly #rates: RateWindow
  #pending: Wake[] = []
  #lastComplaint = 0
  #lastError = 'not connected yet'
  #handler: WorkHandler | undefined

  constructor (options: { url: string, prefix: string, concurrency: number, log: Log, clock: Clock }) {
    this.#log = options.log
    this.#clock = options.clock
    this.#concurrency = options.concurrency
    this.#prefix = options.prefix
    this.#runner = new Runner(options.concurrency, options.log)
    this.#rates = new RateWindow(options.clock)
    // Without Redis a command must fail at once instead of waiting in memory: what it would have done is in the store.
    this.#redis = this.#connect(options.url, { enableOfflineQueue: false, maxRetriesPerRequest: 1, commandTimeout: COMMAND_TIMEOUT_MS })
    this.#queue = new Bull<Wake>('wake', {
      prefix: options.prefix,
      createClient: (type) => type === 'client'
        ? this.#redis
        // bull demands these two settings of the connections on which it blocks and listens.
        : this.#connect(options.url, { maxRetriesPerRequest: null, enableReadyCheck: false }),
      defaultJobOptions: { removeOnComplete: true, removeOnFail: true, attempts: 1 },
      settings: { maxStalledCount: 0 }
    })
    this.#queue.on('error', (error) => this.#complain(error))
  }

  wake (kind: WorkKind, ids: Iterable<string>): void {
    if (this.#pending.length === 0) setImmediate(() => { this.#flush().catch(() => {}) })
    for (const id of ids) this.#pending.push({ kind, id })
  }

  wakeIn (delayMs: number, kind: WorkKind, id: string): void { this.#runner.addIn(delayMs, kind, id) }

  run (kind: WorkKind, ids: Iterable<string>): void { this.#runner.add(kind, ids) }

  start (handler: WorkHandler): void {
    this.#handler = handler
    this.#runner.start(handler)
    this.#queue.process(this.#concurrency, async (job) => { await handler(job.data.kind, job.data.id) })
      .catch((error: Error) => this.#complain(error))
  }

  async take (key: string, rate: Rate): Promise<number> {
    const now = this.#clock.now()
    const window = Math.floor(now / rate.perMs)
    const name = `${this.#prefix}:rate:${key}:${window}`
    try {
      const [[, count]] = await this.#redis.multi().incr(name).pexpire(name, rate.perMs * 2).exec() as [[Error | null, number]]
      return count > rate.sends ? (window + 1) * rate.perMs - now : 0
    } catch (error) {
      this.#complain(error as Error)
      return this.#rates.take(key, rate)
    }
  }

  health (): Health {
    if (this.#redis.status === 'ready') return { state: 'ok' }
    return { state: 'degraded', reason: new errors.KH_ERR_QUEUE_UNAVAILABLE(this.#lastError).message }
  }

  async stop (): Promise<void> {
    await this.#flush()
    // `pause` with both flags waits for what runs here and leaves the queue to the other processes.
    if (this.#handler !== undefined && this.#redis.status === 'ready') await this.#queue.pause(true, false).catch((error: Error) => this.#complain(error))
    await this.#runner.stop()
    // bull waits for connections that may never come back; closing them ends that wait.
    for (const client of this.#clients) client.disconnect()
    await this.#queue.close(true).catch(() => {})
  }

  #connect (url: string, options: RedisOptions): Redis {
    const client = new Redis(url, {
      ...options,
      retryStrategy: (times) => Math.min(100 * times, 2000)
    })
    client.on('error', (error) => this.#complain(error))
    this.#clients.push(client)
    return client
  }

  async #flush (): Promise<void> {
    const wakes = this.#pending
    if (wakes.length === 0) return
    this.#pending = []
    if (this.#redis.status !== 'ready') return
    try {
      await this.#queue.addBulk(wakes.map((data) => ({ data })))
    } catch (error) {
      this.#complain(error as Error)
    }
  }

  #complain (error: Error): void {
    this.#lastError = error.message
    const now = this.#clock.now()
    if (now - this.#lastComplaint < COMPLAIN_EVERY_MS) return
    this.#lastComplaint = now
    this.#log.warn({ reason: error.message }, 'Redis does not answer; work is taken from the store until it does')
  }
}
