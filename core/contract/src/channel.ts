import type { Static, TSchema } from 'typebox'
import type { ContentType, InboundMessage, OutboundMessage, Receipt, SendResult } from './message.js'
import type { MediaMeta } from './media.js'
import type { MessageView, Profile } from './contact.js'
import type { TicketForm } from './form.js'
import type { Endpoint, PluginHub, PluginInstance } from './hub.js'
import { errors } from './errors.js'
import { checkDefinition, type PluginDefinition } from './plugin.js'
import type { LocalizedText } from './text.js'

/** The bounds of one content type. Absent: no bound of the platform's own. */
export interface ContentLimit {
  /** Bytes of UTF-8 for text, of the file otherwise. Longer text is split at line and sentence borders by the hub. */
  maxBytes?: number
  maxDurationMs?: number
  /** Allowed file types. */
  mimeTypes?: readonly string[]
  /** Items of a menu. */
  maxItems?: number
}

/** Leave to write, given by something that the customer did. */
export interface ReplyWindow {
  /** The name that `InboundMessage.trigger` uses. */
  trigger: string
  /** Messages that may be sent; `Infinity` where only time counts. */
  sends: number
  /** For how long, in milliseconds. */
  durationMs: number
  /** Tells an agent what opens it again. */
  reopens: LocalizedText
}

/** What a channel can do, as data. */
export interface ChannelCapabilities {
  /** Content types that may arrive. */
  in: Partial<Record<ContentType, ContentLimit>>
  /** Content types that can be sent. */
  out: Partial<Record<ContentType, ContentLimit>>
  /**
   * Every action of the customer sets the remaining sends to that action's number and the deadline to the later one.
   * An empty list: writing is always allowed.
   */
  replyWindows: readonly ReplyWindow[]
  /** The fastest that the whole channel instance may send. Absent: no bound. */
  rate?: { sends: number, perMs: number }
  /** Which receipts the platform gives after a send. */
  receipts: readonly Receipt['state'][]
  /** How far back the first connection reads what came before, in milliseconds. 0: only what arrives from now on. */
  firstReadBackMs: number
}

/** A place in a thread, whose order is by `at`, then by `id`. */
export interface ThreadPlace { at: Date, id: string }

/** A message as the channel of its thread sees it. */
export interface ThreadMessage extends MessageView {
  /** What the channel gave to `receive`; inbound only. */
  eventKey?: string
}

/** A stretch of a thread, oldest first. */
export interface ThreadPage {
  messages: ThreadMessage[]
  /** Whether more follows in the direction that was asked for. */
  hasMore: boolean
}

/** What a channel gets. */
export interface ChannelHub extends PluginHub {
  /** What customers may fill in. A channel that shows forms hands them over as a content of the type `form`. */
  readonly forms: readonly TicketForm[]
  /**
   * Hands a message over. When it resolves the message is durable and the platform may be told so.
   * A repeat (same `eventKey`) resolves too and changes nothing.
   * @throws KH_ERR_MESSAGE_INVALID for a message that breaks the contract
   * @throws KH_ERR_STORE_BUSY when it could not be made durable in time: let the platform repeat it
   */
  receive (message: InboundMessage): Promise<{ duplicate: boolean }>
  /** Reports what the platform says of a message sent before. Unknown ids are ignored. */
  receipt (receipt: Receipt): Promise<void>
  /** Says that a profile is to be fetched or changed; durable like a message. */
  profileChanged (senderId: string, profile?: Profile): Promise<void>
  /**
   * Reads a customer's thread, for channels whose platform is the hub itself: what follows a place, what stands before one, or
   * the latest.
   * @param query `limit` is 1 to 200
   */
  history (senderId: string, query: { after?: ThreadPlace, before?: ThreadPlace, limit: number }): Promise<ThreadPage>
  /** Tells agents that a customer is writing, or has stopped; fleeting, and costs no write. */
  typing (senderId: string, isTyping: boolean): void
  /** Counts a request that was refused, by a short fixed reason, in `/metrics`. */
  refused (reason: string): void
}

/** Files that a platform gives for a remote reference. */
export interface FetchedMedia extends MediaMeta { content: Buffer }

/** A running channel. */
export interface ChannelInstance extends PluginInstance {
  /** Sends one message. @throws a `DeliveryError` that says what the hub should do; anything else counts as `Uncertain`. */
  send (message: OutboundMessage, context: { signal: AbortSignal }): Promise<SendResult>
  /** Shows or hides "is typing". Failures are ignored. */
  typing? (recipient: string, on: boolean): Promise<void>
  /** Asks the platform who the customer is. */
  profile? (senderId: string): Promise<Profile>
  /** Downloads a file that an inbound message named. @throws Retryable or Rejected */
  fetchMedia? (remote: string, context: { signal: AbortSignal, maxBytes: number }): Promise<FetchedMedia>
  /** Does once per start what one process should do for all, for example syncs a menu. Failures show in `health`. */
  sync? (): Promise<void>
  /** Addresses that an operator enters on the platform's site; `snippet` is code to paste there. */
  endpoints?: ReadonlyArray<Endpoint & { snippet?: string }>
  /** Address of a page that shows the channel as a customer sees it; the console frames it. */
  preview?: string
}

/** A channel plugin. */
export interface ChannelDefinition<S extends TSchema = TSchema> extends PluginDefinition<S> {
  readonly kind: 'channel'
  /**
   * First part of the address of the routes, in place of `channels`: for a channel whose address stands in other people's pages.
   * 2 to 16 lower-case letters, none that the hub uses itself.
   */
  readonly mount?: string
  /** Computed from the options, so that an operator can follow a platform that changed its numbers. */
  capabilities (options: Static<S>): ChannelCapabilities
  /** Adds routes and returns the running channel. Must not wait for the platform. */
  setup (hub: ChannelHub, options: Static<S>): ChannelInstance | Promise<ChannelInstance>
}

/** Addresses of the hub's own. */
const RESERVED_MOUNTS: ReadonlySet<string> = new Set(['api', 'docs', 'channels', 'plugins', 'healthz', 'readyz', 'metrics', 'console'])

/** Makes a channel plugin: the package's default export. @throws KH_ERR_CONTRACT_DEFINITION */
export function defineChannel<S extends TSchema> (plugin: Omit<ChannelDefinition<S>, 'kind'>): ChannelDefinition<S> {
  const definition = { kind: 'channel', ...plugin } as const
  checkDefinition(definition)
  const { mount } = plugin
  if (mount !== undefined && (!/^[a-z]{2,16}$/.test(mount) || RESERVED_MOUNTS.has(mount))) {
    throw new errors.KH_ERR_CONTRACT_DEFINITION(plugin.name, `its mount '${mount}' must be 2 to 16 lower-case letters that the hub does not use itself`)
  }
  return definition
}
