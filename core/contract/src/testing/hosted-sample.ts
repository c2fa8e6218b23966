import type { LightMyRequestResponse } from 'fastify'
import type { ChannelDefinition, ThreadMessage } from '../channel.js'
import type { MediaMeta, MediaStore } from '../media.js'
import type { Author, Content, ContentType } from '../message.js'
import type { ChannelRequest, ChannelSample, Saying } from './channel-sample.js'
import type { FakeHub } from './fake-hub.js'

/** A customer whom the channel knows again. */
export interface HostedSession {
  /** The customer's id, as the hub gets it with every message. */
  customer: string
  /** What proves the session, for example a cookie; nothing else. The kit adds them to every request of the customer. */
  headers: Record<string, string>
}

/** The running channel and the customer for whom a request is made. */
export interface HostedSite {
  hub: FakeHub<ChannelDefinition>
  session: HostedSession
  /** Does what has to go before a request, for example an upload; with the headers of the session. */
  call (request: ChannelRequest): Promise<LightMyRequestResponse>
}

/** A request of a customer. What has to go before it is done when it is made. */
export type HostedRequest = (site: HostedSite) => ChannelRequest | Promise<ChannelRequest>

/** Something that a customer says, and what the hub must get of it. */
export interface HostedInbound {
  name: string
  request: HostedRequest
  /** A part that the content must hold, lists whole; and the trigger. The rest is the same for all: the sender, and the hub's time. */
  message: { content: { type: ContentType } & Record<string, unknown>, trigger?: string }
  /** The bytes of the file that the content refers to, when it has one. */
  file?: Buffer
}

/** A message to a customer, and what the customer's side must hear. */
export interface HostedOutbound {
  name: string
  /** A function where files have to be stored first. */
  content: Content | ((media: MediaStore) => Promise<Content>)
  /** Default: a bot. */
  author?: Author
  /** A part of what is heard, lists whole; or whether a thing heard is it. */
  heard: Record<string, unknown> | ((message: unknown) => boolean)
}

/** A customer's side that waits for news. */
export interface HostedListening {
  /** Settles when it hears nothing any more, for whatever reason. */
  ended: Promise<unknown>
  /** Goes away. */
  leave (): void
}

/** A file as a customer's side sends it. */
export interface HostedFile extends MediaMeta { content: Buffer }

/** How customers send files. */
export interface HostedFiles {
  /** The request that uploads a file. */
  upload (file: HostedFile, site: HostedSite): ChannelRequest
  /** A file of so many bytes, of a type that is taken. */
  ofBytes (bytes: number): HostedFile
  /** Files of types that are not taken. At least one. */
  refused: ReadonlyArray<HostedFile & { mimeType: string }>
}

/** How both sides tell that they are writing. */
export interface HostedTyping {
  /** The customer writes, or has stopped. */
  request (isTyping: boolean, site: HostedSite): ChannelRequest
  /** A part of what the customer's side hears when an agent does. */
  heard (isTyping: boolean): Record<string, unknown>
}

/**
 * What the conformance kit must know of a channel without a platform: customers call its routes within a session, and what is
 * stored is what they see. Where a field allows `null`, say so and mean it.
 */
export interface HostedSample extends Pick<ChannelSample, 'options' | 'otherOptions' | 'badOptions' | 'nowMs'> {
  platform: 'hub'
  /** Opens the session of a customer whom nobody has seen before. The hub receives nothing of it. */
  openSession (hub: FakeHub<ChannelDefinition>): Promise<HostedSession>
  /** Says a text. A repeat has the same `id`. */
  text (saying: Saying, site: HostedSite): ChannelRequest
  /** Whether an answer tells the customer's side that the message is durable. */
  acknowledges (response: LightMyRequestResponse): boolean
  /** Whether an answer tells it that the request is refused for good. Default: status 4xx. */
  refuses? (response: LightMyRequestResponse): boolean
  /** Spoils any request so that it proves nothing any more: a forged session, a page that may not ask. At least one; the kit adds one without a session. */
  forgeries: ChannelSample['forgeries']
  /** A longer request body is refused with 413. */
  maxBodyBytes: number
  /** Bodies of `text` that cannot be read; the kit adds empty, cut and binary ones. */
  malformed: ChannelSample['malformed']
  /** Other requests that must be refused, each for a fault of its own, for example a session for a page that may not ask. */
  refusals: ReadonlyArray<{ name: string, request: HostedRequest, status?: number }>
  /** The longest text that is taken, in bytes of UTF-8: as long as the capabilities state. */
  longestText: string
  /** One of each type and trigger that the capabilities name, at least. */
  inbound: readonly HostedInbound[]
  /** One of each type that the capabilities name, at least; the first is a text. */
  outbound: readonly HostedOutbound[]
  /** Waits for news over the channel's routes. Resolves when nothing that is sent from now on is missed; rejects without a session. */
  listen (site: HostedSite, hear: (message: unknown) => void): Promise<HostedListening>
  /** Reads the latest messages of the customer's thread; the texts stand in the answer's body. */
  history (site: HostedSite): ChannelRequest
  /** Tells that a message was received or seen. `null`: the channel gives no receipts. */
  mark: ((state: 'delivered' | 'read', message: ThreadMessage, site: HostedSite) => ChannelRequest) | null
  /** `null`: nobody is told who is writing. */
  typing: HostedTyping | null
  /** `null`: customers send no files. */
  files: HostedFiles | null
}

/** A sample of a channel of either kind. */
export type AnySample = ChannelSample | HostedSample
