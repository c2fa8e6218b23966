import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import fastify, { type FastifyInstance, type InjectOptions, type LightMyRequestResponse } from 'fastify'
import type { ChannelCapabilities, ChannelDefinition, ChannelHub, ChannelInstance, ThreadMessage } from '../channel.js'
import type { Profile } from '../contact.js'
import type { CrmDefinition } from '../crm.js'
import type { ErpDefinition, ErpHub, TicketNews } from '../erp.js'
import type { TicketForm } from '../form.js'
import type { EventName, EventPayloads } from '../events.js'
import type { FeatureDefinition, FeatureHub } from '../feature.js'
import type { CursorStore, Fetch } from '../hub.js'
import type { Content, InboundMessage, OutboundMessage, Receipt, SendResult } from '../message.js'
import type { MessageView } from '../contact.js'
import type { NotifierDefinition } from '../notifier.js'
import { FakeAlerts, type FakeAlert } from './fake-alerts.js'
import { FakeClock } from './fake-clock.js'
import { FakeCollection } from './fake-collection.js'
import { FakeEvents, type EventOutcome } from './fake-events.js'
import { EXAMPLE_FORM } from './form-example.js'
import { fetchLoopback } from './fake-fetch.js'
import { FakeInbox, type Hold } from './fake-inbox.js'
import { FakeLive } from './fake-live.js'
import { FakeLog, QuietRequests, type LogLine } from './fake-log.js'
import { FakeMedia } from './fake-media.js'
import { FakeOrders } from './fake-orders.js'
import { FakeThreads } from './fake-threads.js'
import { FakeTokens } from './fake-tokens.js'
import { FakeTurns, type TurnOutcome, type TurnSurroundings } from './fake-turn.js'
import { testingErrors } from './errors.js'
import { prefixOf } from '../prefix.js'
import { checkOptions } from './options-check.js'

/** A plugin that a hub runs; a store engine is served before there is a hub. */
export type HubPlugin = ChannelDefinition | CrmDefinition | ErpDefinition | NotifierDefinition | FeatureDefinition

/** What a plugin's `setup` returns. */
export type InstanceOf<P extends HubPlugin> = Awaited<ReturnType<P['setup']>>

/** What a test may set otherwise. */
export interface FakeHubOverrides {
  /** The id of the config entry; default: the plugin's name. */
  id?: string
  /** The time at the start, in milliseconds since 1970; default 2026-01-01T00:00:00Z. */
  nowMs?: number
  /** Default: this machine only, with the hub's timeout. */
  fetch?: Fetch
  /** Longest file in the media store, in bytes; default 20 MiB. */
  maxMediaBytes?: number
  /** The folder of the config file; default: the working directory. */
  configDir?: string
  /** What customers may fill in; default: one form with a field of each type. */
  forms?: readonly TicketForm[]
  /** Address of the hub from outside, without a trailing slash; default `https://hub.test`. */
  publicUrl?: string
}

/** A hub with one plugin, for tests: everything in memory, nothing redacted, time stands still. */
export interface FakeHub<P extends HubPlugin = HubPlugin> {
  readonly id: string
  /** The options with their defaults. */
  readonly options: Record<string, unknown>
  /** The root application, ready but not listening. */
  readonly app: FastifyInstance
  /** Path under which the plugin's routes stand, for example `/channels/wechat`. */
  readonly prefix: string
  /** The plugin's address from outside. */
  readonly baseUrl: string
  readonly instance: InstanceOf<P>
  /** Of a channel. */
  readonly capabilities: ChannelCapabilities | undefined
  /** What the channel handed over and is durable. */
  readonly received: readonly InboundMessage[]
  /** The event keys of repeats. */
  readonly duplicates: readonly string[]
  readonly receipts: readonly Receipt[]
  readonly profiles: ReadonlyArray<{ senderId: string, profile?: Profile }>
  /** What the channel told of customers who write just now. */
  readonly typed: ReadonlyArray<{ senderId: string, isTyping: boolean }>
  /** Refused requests by reason. */
  readonly refusals: ReadonlyMap<string, number>
  /** The threads that `history` reads, by sender; a test puts messages in, in any order. */
  readonly threads: Map<string, ThreadMessage[]>
  /** What an ERP reported of tickets; repeats are left out. */
  readonly ticketNews: readonly TicketNews[]
  /** Alerts that stand. */
  readonly alerts: readonly FakeAlert[]
  /** The orders of customers in connected systems; a test puts them in. */
  readonly orders: FakeOrders
  readonly tokens: FakeTokens
  readonly cursors: ReadonlyMap<string, string>
  readonly media: FakeMedia
  readonly clock: FakeClock
  readonly logs: readonly LogLine[]
  /** True while the store takes nothing: `receive` throws KH_ERR_STORE_BUSY. */
  busy: boolean
  /** Keeps messages from becoming durable until it is released. */
  hold (): Hold
  /** Sends a request to the plugin's routes. */
  inject (request: InjectOptions): Promise<LightMyRequestResponse>
  /** Has the channel send; what is absent of the message is filled in. */
  send (content: Content, message?: Partial<Omit<OutboundMessage, 'content'>>, signal?: AbortSignal): Promise<SendResult>
  /** Gives an event to the plugin's subscriptions. */
  emit<N extends EventName> (name: N, payload: EventPayloads[N], id?: string): Promise<EventOutcome[]>
  /** Runs an inbound message through the plugin's turn handlers. */
  runTurn (message: Partial<MessageView> & { content: Content }, around?: TurnSurroundings): Promise<TurnOutcome>
  /** A collection of the plugin's own. */
  collection (name: string): FakeCollection<{ _id: string }> | undefined
  /** Stops: aborts the signal, closes the plugin, then the application. A second call does nothing. */
  close (): Promise<void>
}

/**
 * Starts one plugin in a hub for tests, after checking its options as the hub does.
 * @throws KH_ERR_TESTING_OPTIONS_INVALID with `problems`; what `setup` throws
 */
export async function createFakeHub<P extends HubPlugin> (plugin: P, options: unknown, overrides: FakeHubOverrides = {}): Promise<FakeHub<P>> {
  const id = overrides.id ?? plugin.name
  const checked = checkOptions(plugin.name, plugin.options, options)
  const prefix = prefixOf(plugin, id)
  const baseUrl = (overrides.publicUrl ?? 'https://hub.test') + prefix
  const log = new FakeLog()
  const app = fastify({ logger: { level: 'debug', stream: log }, logController: new QuietRequests() })
  const clock = new FakeClock(overrides.nowMs ?? Date.UTC(2026, 0, 1))
  const inbox = new FakeInbox()
  const media = new FakeMedia(overrides.maxMediaBytes ?? 20 * 1024 * 1024)
  const tokens = new FakeTokens(clock)
  const events = new FakeEvents(clock)
  const threads = new FakeThreads()
  const turns = new FakeTurns(clock, app.log)
  const orders = new FakeOrders()
  const stop = new AbortController()
  const receipts: Receipt[] = []
  const profiles: Array<{ senderId: string, profile?: Profile }> = []
  const typed: Array<{ senderId: string, isTyping: boolean }> = []
  const refusals = new Map<string, number>()
  const ticketNews = new Map<string, TicketNews>()
  const alerts = new FakeAlerts()
  const cursors = new Map<string, string>()
  const collections = new Map<string, FakeCollection<{ _id: string }>>()

  const common = {
    id,
    log: app.log.child({ plugin: id }),
    clock,
    fetch: overrides.fetch ?? fetchLoopback,
    tokens,
    cursors: cursorStore(cursors),
    media,
    events,
    live: new FakeLive(),
    alerts,
    resolvePath: (path: string) => resolve(overrides.configDir ?? '.', path),
    deriveKey: (purpose: string) => createHash('sha256').update(`${id}\n${purpose}`).digest(),
    baseUrl,
    signal: stop.signal
  }
  const channel: Pick<ChannelHub, 'forms' | 'receive' | 'receipt' | 'profileChanged' | 'history' | 'typing' | 'refused'> = {
    forms: overrides.forms ?? [EXAMPLE_FORM],
    receive: (message) => inbox.receive(message),
    async receipt (receipt) { receipts.push(receipt) },
    async profileChanged (senderId, profile) { profiles.push({ senderId, ...(profile && { profile }) }) },
    history: async (senderId, query) => threads.read(senderId, query),
    typing (senderId, isTyping) { typed.push({ senderId, isTyping }) },
    refused (reason) { refusals.set(reason, (refusals.get(reason) ?? 0) + 1) }
  }
  const feature: Pick<FeatureHub, 'orders' | 'onTurn' | 'collection'> = {
    orders,
    onTurn: (stage, handler) => turns.add(stage, handler),
    collection (name, indexes) {
      if (collections.has(name)) throw new testingErrors.KH_ERR_TESTING_MISUSE(`collection '${name}' is open already`)
      const collection = new FakeCollection<never>(indexes)
      collections.set(name, collection)
      return collection
    }
  }
  const erp: Pick<ErpHub, 'ticketChanged'> = {
    async ticketChanged (news) { if (!ticketNews.has(news.eventKey)) ticketNews.set(news.eventKey, news) }
  }

  let instance: InstanceOf<P> | undefined
  app.register(async (context) => {
    const hub = { ...common, ...channel, ...feature, ...erp, app: context }
    // The hub given has what any kind of plugin may ask for.
    instance = await (plugin as ChannelDefinition).setup(hub, checked) as InstanceOf<P>
  }, { prefix })
  try {
    await app.ready()
  } catch (error) {
    stop.abort()
    await app.close()
    throw error
  }

  let closed: Promise<void> | undefined
  async function close (): Promise<void> {
    stop.abort()
    try {
      await instance?.close?.()
    } finally {
      await app.close()
    }
  }
  return {
    id,
    options: checked,
    app,
    prefix,
    baseUrl,
    instance: instance as InstanceOf<P>,
    capabilities: plugin.kind === 'channel' ? plugin.capabilities(checked) : undefined,
    received: inbox.messages,
    duplicates: inbox.duplicates,
    receipts,
    profiles,
    typed,
    refusals,
    threads: threads.messages,
    get ticketNews () { return [...ticketNews.values()] },
    get alerts () { return alerts.standing },
    orders,
    tokens,
    cursors,
    media,
    clock,
    logs: log.lines,
    get busy () { return inbox.isBusy },
    set busy (isBusy) { inbox.isBusy = isBusy },
    hold: () => inbox.hold(),
    inject: (request) => app.inject(request),
    async send (content, message = {}, signal = stop.signal) {
      const channel = instance as ChannelInstance
      return channel.send({ id: 'message-1', recipient: 'customer', author: { kind: 'bot', id: 'bot' }, attempt: 1, ...message, content }, { signal })
    },
    emit: (name, payload, eventId) => events.emit(name, payload, eventId),
    runTurn: (message, around) => turns.run(message, around),
    collection: (name) => collections.get(name),
    close: () => (closed ??= close())
  }
}

function cursorStore (cursors: Map<string, string>): CursorStore {
  return {
    async get (name) { return cursors.get(name) },
    async set (name, cursor) { cursors.set(name, cursor) }
  }
}
