import { randomBytes } from 'node:crypto'
import { Redis, type RedisOptions } from 'ioredis'
import type { Log } from '@kefuhub/contract'
import { LocalLive, type HubLive } from './live.js'

interface Envelope { from: string, topic: string, text: string }

/** Live messages between all processes. While Redis is away they reach this process only. */
export class RedisLive implements HubLive {
  #lapses = 0
  readonly #local: LocalLive
  readonly #name = randomBytes(9).toString('base64url')
  readonly #channel: string
  readonly #publisher: Redis
  readonly #subscriber: Redis
  /** Resolves when other processes are heard, and hear this one, for the first time. */
  readonly ready: Promise<void>

  constructor (options: { url: string, prefix: string, log: Log }) {
    const { url, prefix, log } = options
    this.#local = new LocalLive(log)
    this.#channel = `${prefix}:live`
    this.#publisher = connect(url, { enableOfflineQueue: false, maxRetriesPerRequest: 1 })
    this.#subscriber = connect(url, { maxRetriesPerRequest: null })
    // Counted when the link goes and when it is back: who looked in between has missed something as well.
    for (const event of ['close', 'ready'] as const) this.#subscriber.on(event, () => { this.#lapses++ })
    this.#subscriber.on('message', (_channel, text) => { this.#receive(text) })
    const canTell = new Promise<void>((resolve) => { this.#publisher.once('ready', resolve).once('end', resolve) })
    this.ready = Promise.all([this.#subscriber.subscribe(this.#channel), canTell]).then(() => {}, () => {})
  }

  get lapses (): number { return this.#lapses }

  publish (topic: string, message: unknown): void {
    const text = this.#local.write(topic, message)
    if (text === undefined) return
    this.#local.deliver(topic, text)
    if (this.#publisher.status !== 'ready') return
    this.#publisher.publish(this.#channel, JSON.stringify({ from: this.#name, topic, text } satisfies Envelope)).catch(() => {})
  }

  subscribe (topic: string, listener: (message: unknown) => void): () => void { return this.#local.subscribe(topic, listener) }

  async close (): Promise<void> {
    await this.#local.close()
    for (const client of [this.#publisher, this.#subscriber]) client.disconnect()
  }

  #receive (text: string): void {
    const { from, topic, text: message } = JSON.parse(text) as Envelope
    if (from !== this.#name) this.#local.deliver(topic, message)
  }
}

function connect (url: string, options: RedisOptions): Redis {
  const client = new Redis(url, { ...options, retryStrategy: (times) => Math.min(100 * times, 2000) })
  // The dispatcher, which has the same Redis, says when it is away.
  client.on('error', () => {})
  return client
}
