import type { FastifyInstance } from 'fastify'
import type { Alerts } from './alert.js'
import type { EventName, EventHandler } from './events.js'
import type { MediaStore } from './media.js'
import type { LocalizedText } from './text.js'

/** A structured log with the trace of what is being done. Secrets of the options are redacted. */
export interface Log {
  debug (fields: object, message: string): void
  info (fields: object, message: string): void
  warn (fields: object, message: string): void
  error (fields: object, message: string): void
}

/** Time, so that tests need no sleep. */
export interface Clock {
  /** Milliseconds since 1970. */
  now (): number
}

/** The global `fetch` with two differences: a timeout that always applies, and no redirects unless asked for. */
export type Fetch = (url: string | URL, init?: RequestInit & {
  /** The whole exchange, body included, in milliseconds. Default 10 000. */
  timeoutMs?: number
}) => Promise<Response>

/** An access token as its platform gave it. */
export interface Token {
  value: string
  /** From now, in milliseconds. */
  expiresInMs: number
}

/**
 * Access tokens, shared by all processes and encrypted at rest. One fetch is under way per key, whichever process asks;
 * everybody else waits for its result.
 */
export interface TokenCache {
  /** The stored token, or a fresh one when less than `earlyMs` (default 600 000) of its life is left. */
  get (key: string, fetchToken: () => Promise<Token>, options?: { earlyMs?: number }): Promise<string>
  /**
   * After the platform refused `used`: the stored token when it is another one already, else a freshly fetched one.
   * Many callers that were refused the same token cause one fetch.
   */
  replace (key: string, used: string, fetchToken: () => Promise<Token>): Promise<string>
}

/** Where a plugin keeps how far it has read. Shared by all processes. */
export interface CursorStore {
  get (name: string): Promise<string | undefined>
  set (name: string, cursor: string): Promise<void>
}

/**
 * Short messages to whoever listens at this moment, in any process of the hub. Nothing is kept: who is away misses them and
 * finds in the store what matters.
 */
export interface Live {
  /** Grows whenever messages of other processes may have been missed. While it stays the same, who listened has heard everything. */
  readonly lapses: number
  /** @param message JSON of at most 64 KiB; longer ones are dropped and logged */
  publish (topic: string, message: unknown): void
  /** @returns ends the subscription */
  subscribe (topic: string, listener: (message: unknown) => void): () => void
}

/** Durable subscriptions: an event is kept for the subscriber until its handler resolves, across restarts. */
export interface EventHub {
  /**
   * @param name unique within the plugin; renaming it starts a new subscription
   * Handlers may see an event twice and must be idempotent by `event.id`.
   */
  subscribe<N extends EventName> (name: string, event: N, handler: EventHandler<N>): void
}

/** What every plugin gets. */
export interface PluginHub {
  /** The id of this entry in the config. */
  readonly id: string
  readonly log: Log
  readonly clock: Clock
  readonly fetch: Fetch
  readonly tokens: TokenCache
  readonly cursors: CursorStore
  readonly media: MediaStore
  readonly events: EventHub
  /** Topics are the plugin's own: no other entry hears them. */
  readonly live: Live
  readonly alerts: Alerts
  /**
   * A key of 32 bytes for signing what the plugin gives out, made from the hub's secret: the same in every process and after
   * a restart, another one for every entry and every purpose.
   */
  deriveKey (purpose: string): Buffer
  /**
   * The plugin's own encapsulated Fastify context. Its routes stand under `/channels/ID` for a channel and `/plugins/ID`
   * for the rest; parsers and hooks added here touch nobody else.
   */
  readonly app: FastifyInstance
  /** The address under which this plugin's routes are reachable from outside, without a trailing slash. */
  readonly baseUrl: string
  /** Aborted when the hub stops. */
  readonly signal: AbortSignal
}

/** How a plugin is doing, for `/readyz`, the console and `kefuhub plugins`. */
export interface Health {
  state: 'ok' | 'degraded' | 'down'
  /** Cause and cure in one sentence, for an operator. */
  reason?: string
}

/** An address of the hub that an operator enters in another system, so that it calls the hub. */
export interface Endpoint {
  label: LocalizedText
  url: string
}

/** What every plugin's `setup` may return. */
export interface PluginInstance {
  /** The addresses that an operator enters in the other system, for `kefuhub start` and the REST API; known once `setup` resolves. */
  endpoints?: readonly Endpoint[]
  /** Called often; must answer from memory within 100 ms. */
  health? (): Health | Promise<Health>
  /** Releases what `setup` opened. Called once, after the last call of anything else. */
  close? (): void | Promise<void>
}
