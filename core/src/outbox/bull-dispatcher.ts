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
/** A stop waits this long for Redis to take note of it, in milliseconds. */
const FAREWELL_MS = 1000

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
  /** What bull handed to this process and is not done. */
  readonly #jobs = new Set<Promise<void>>()
  #isStopping = false
  #isStopped = false

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
    // bull names its connection and handles no failure of that, which would end the process when it stops right after its start.
    Object.assign(this.#queue, { setWorkerName: async () => {} })
    this.#queue.on('error', (error) => this.#complain(error))
  }

  wake (kind: WorkKind, ids: Iterable<string>): void {
    if (this.#pending.length === 0) setImmediate(() => { this.#flush().catch(() => {}) })
    for (const id of ids) this.#pending.push({ kind, id })
  }

  wakeIn (delayMs: number, kind: WorkKind, id: string): void { this.#runner.addIn(delayMs, kind, id) }

  run (kind: WorkKind, ids: Iterable<string>): void { this.#runner.add(kind, ids) }

  start (handler: WorkHandler): void {
    this.#runner.start(handler)
    const take = () => {
      this.#queue.process(this.#concurrency, async ({ data }) => { await this.#work(handler, data) })
        .catch((error: Error | undefined) => this.#complain(error ?? new Error('The connection ended before it was there')))
    }
    if (this.#redis.status === 'ready') take()
    else this.#redis.once('ready', take)
  }

  async take (key: string, rate: Rate): Promise<number> {
    if (this.#redis.status !== 'ready') return this.#rates.take(key, rate)
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
    this.#isStopping = true
    // From here on bull takes nothing for this process, and tells Redis of what ends. Its other calls to stop wait for Redis.
    const closed = this.#queue.close(true).catch(() => {})
    await Promise.all([this.#runner.stop(), ...this.#jobs])
    // What is not done in Redis is done in the store.
    await settledWithin(FAREWELL_MS, closed)
    this.#isStopped = true
    for (const client of this.#clients) client.disconnect()
  }

  /** Runs what bull hands over; bull itself loses sight of it when Redis goes away. */
  async #work (handler: WorkHandler, { kind, id }: Wake): Promise<void> {
    if (this.#isStopping) return
    const job = handler(kind, id)
      .catch((err) => this.#log.error({ err, kind, id }, 'work ended with an error; the sweep takes it up again'))
      .finally(() => this.#jobs.delete(job))
    this.#jobs.add(job)
    await job
  }

  #connect (url: string, options: RedisOptions): Redis {
    const client = new Redis(url, {
      ...options,
      retryStrategy: (times) => this.#isStopped ? null : Math.min(100 * times, 2000)
    })
    // bull connects once more when it closes, however late that happens.
    client.on('connect', () => { if (this.#isStopped) client.disconnect() })
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
    if (this.#isStopping) return
    const now = this.#clock.now()
    if (now - this.#lastComplaint < COMPLAIN_EVERY_MS) return
    this.#lastComplaint = now
    this.#log.warn({ reason: error.message }, 'Redis does not answer; work is taken from the store until it does')
  }
}

/** Waits for something, but no longer than a time. */
async function settledWithin (timeoutMs: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  await Promise.race([work, new Promise((resolve) => { timer = setTimeout(resolve, timeoutMs) })])
  clearTimeout(timer)
}
