import type { Clock, EventHandler, EventName, HubEvent, InboundMessage, Log, MediaStore, Profile, Receipt } from '@kefuhub/contract'
import type { HubConfig } from '../config/schema.js'
import type { Desk } from '../desk/desk.js'
import type { Dispatcher, WorkKind } from '../outbox/dispatcher.js'
import { Outbox } from '../outbox/outbox.js'
import type { Store } from '../store/store.js'
import { Channels } from './channels.js'
import { Delivery } from './delivery.js'
import { Lane } from './lane.js'
import { Leases } from './lease.js'
import { registerMediaFetch } from './media-fetch.js'
import type { PipelineMetrics } from './metrics.js'
import { changeProfileEntry, registerProfileFetch } from './profile-fetch.js'
import { applyReceipt } from './receipt.js'
import { Receiver, threadKey } from './receive.js'
import { replay, type Replayed } from './replay.js'
import { Stages } from './stages.js'
import { Sweep } from './sweep.js'
import { eventQueue, Tell } from './tell.js'
import { Turn } from './turn.js'
import { TurnGate } from './turn-gate.js'

/** A turn fails by the store or by a fault of ours. Of the latter a customer's thread must not wait for an hour. */
const MAX_TURN_ATTEMPTS = 8
/** One try of an event's handler, in milliseconds. */
const EVENT_TIMEOUT_MS = 30_000
/** How long a stop waits for platforms to answer, in milliseconds. */
const STOP_GRACE_MS = 6000

/** What the way of a message is built of. */
export interface PipelineOptions {
  config: HubConfig
  store: Store
  desk: Desk
  media: MediaStore
  dispatcher: Dispatcher
  clock: Clock
  log: Log
  metrics: PipelineMetrics
}

/** The way of a message: receive, lane, turn, send, tell. */
export class Pipeline {
  readonly channels: Channels
  readonly stages = new Stages()
  readonly #options: PipelineOptions
  readonly #receiver: Receiver
  readonly outbox: Outbox
  readonly #tell: Tell
  readonly #delivery: Delivery
  readonly #lane: Lane
  readonly #gate = new TurnGate()
  readonly #sweep: Sweep
  #unsubscribe: (() => void) | undefined

  constructor (options: PipelineOptions) {
    const { config, store, desk, dispatcher, clock, log } = options
    const retry = { attempts: config.delivery.attempts, firstDelayMs: config.delivery.firstDelayMs, maxDelayMs: config.delivery.maxDelayMs }
    this.#options = options
    this.channels = new Channels(clock)
    this.#receiver = new Receiver({ ...options, gate: this.#gate, writeTimeoutMs: config.store.writeTimeoutMs })
    this.outbox = new Outbox({ store, dispatcher, clock, log })
    this.#tell = new Tell({ store, outbox: this.outbox, contacts: desk.contacts, ticketComments: desk.ticketComments, clock, log })
    const parts = { ...options, channels: this.channels, stages: this.stages, outbox: this.outbox, tell: this.#tell, retry }
    this.#delivery = new Delivery({ ...parts, contacts: desk.contacts, bulletin: desk.bulletin, options: { retry, ...config.delivery } })
    this.#lane = new Lane({
      ...parts,
      gate: this.#gate,
      leases: new Leases({ store, clock, leaseMs: config.lanes.leaseMs }),
      turn: new Turn({ ...parts, retry: { ...retry, attempts: Math.min(retry.attempts, MAX_TURN_ATTEMPTS) } }),
      delivery: this.#delivery
    })
    this.#sweep = new Sweep({ ...parts, everyMs: config.lanes.sweepMs })
    registerMediaFetch({ ...parts, maxBytes: config.media.maxBytes })
    registerProfileFetch(parts)
  }

  /** @throws KH_ERR_MESSAGE_INVALID, KH_ERR_STORE_BUSY */
  async receive (channel: string, message: InboundMessage): Promise<{ duplicate: boolean }> {
    return await this.#receiver.receive(channel, message)
  }

  async receipt (channel: string, receipt: Receipt): Promise<void> {
    await applyReceipt(this.#options, channel, receipt)
  }

  async profileChanged (channel: string, sender: string, profile?: Profile): Promise<void> {
    await this.outbox.add([changeProfileEntry({ thread: threadKey(channel, sender), channel, sender, ...(profile !== undefined && { profile }) })])
  }

  /** @param subscriber unique over all plugins, and the same after a restart */
  subscribe<N extends EventName> (subscriber: string, event: N, handler: EventHandler<N>, options: { timeoutMs?: number } = {}): void {
    const { attempts, firstDelayMs, maxDelayMs } = this.#options.config.delivery
    this.#tell.subscribe(event, subscriber)
    this.outbox.register(eventQueue(subscriber), { concurrency: 4, timeoutMs: options.timeoutMs ?? EVENT_TIMEOUT_MS, retry: { attempts, firstDelayMs, maxDelayMs } },
      async (entry) => { await handler(entry.payload as HubEvent<N>) })
  }

  /** Tells what a plugin reports. Durable when it resolves. */
  async publish<N extends EventName> (name: N, subject: string, payload: HubEvent<N>['payload']): Promise<void> {
    await this.outbox.add(this.#tell.entries(name, subject, new Date(this.#options.clock.now()), payload, subject))
  }

  replay (sinceMs: number): AsyncGenerator<Replayed> {
    return replay({ ...this.#options, stages: this.stages }, sinceMs)
  }

  /** Takes up work in this process. */
  start (): void {
    this.#options.dispatcher.start(async (kind, id) => {
      if (kind === 'lane') await this.#lane.run(id)
      else this.outbox.wake(id)
    })
    this.#sweep.start()
    // What people and other systems are told of at once, rather than with the next sweep.
    this.#unsubscribe = this.#options.desk.bulletin.subscribe(({ tickets, alerts }) => {
      if (tickets.length + alerts.length > 0) this.#tell.soon()
    }, () => {})
  }

  /** Has a thread or a queue looked at soon, by whichever process. */
  wake (kind: WorkKind, id: string): void { this.#options.dispatcher.wake(kind, [id]) }

  /** Does what is due of a thread or a queue, and nothing when nothing is. */
  async work (kind: WorkKind, id: string): Promise<void> {
    await (kind === 'lane' ? this.#lane.run(id) : this.outbox.run(id))
  }

  /** Finishes what runs and gives all leases back. */
  async stop (): Promise<void> {
    this.#unsubscribe?.()
    this.#lane.stop()
    this.#gate.open()
    const outboxStopped = this.outbox.stop()
    const patience = setTimeout(() => this.#delivery.abort(), STOP_GRACE_MS)
    await this.#sweep.stop()
    await this.#options.dispatcher.stop()
    await outboxStopped
    clearTimeout(patience)
  }
}
