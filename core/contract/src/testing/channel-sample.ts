import type { LightMyRequestResponse } from 'fastify'
import type { Profile } from '../contact.js'
import type { DeliveryVerdict } from '../errors.js'
import type { MediaStore } from '../media.js'
import type { Author, Content, InboundMessage, Receipt } from '../message.js'
import type { PlatformCall } from './sample-platform.js'

/** A request as the platform sends it. */
export interface ChannelRequest {
  method: 'GET' | 'POST' | 'PUT'
  /** Whole address or path with query, under the channel's `baseUrl`. */
  url: string
  headers?: Record<string, string>
  body?: Buffer
}

/** The running channel that a request is made for. */
export interface ChannelSite {
  baseUrl: string
  /** The addresses that the channel names in `endpoints`. */
  endpoints: readonly string[]
  /** The options that the platform knows of, with their defaults. */
  options: Record<string, unknown>
  /** The platform's time, in milliseconds since 1970. */
  nowMs: number
}

/** A text that a customer writes in a check. */
export interface Saying {
  /** The customer's id on the platform. */
  sender: string
  /** Unique per message; put it where the platform's message id stands. A decimal number below 2^53. */
  id: string
  text: string
  /** When it was written, in milliseconds since 1970. A whole second. */
  atMs: number
}

/** Something that arrives, and what the hub must get of it. All that is absent must not happen. */
export interface InboundSample {
  name: string
  /** What the platform sends, before it is signed. */
  payload: Buffer
  /** The message, whole but for `raw`. */
  message?: Omit<InboundMessage, 'raw'>
  receipt?: Receipt
  profile?: { senderId: string, profile?: Profile }
}

/** A call that the channel must make. */
export interface ExpectedCall {
  method: string
  /** Of the URL, without the query. */
  path: string | RegExp
  /** An object: a part that the JSON body must hold. A function: says whether the body is right. Absent: any. */
  body?: Record<string, unknown> | ((call: PlatformCall) => boolean)
}

/** A message to be sent, and what the platform must see of it. */
export interface OutboundSample {
  name: string
  /** A function where files have to be stored first. */
  content: Content | ((media: MediaStore) => Promise<Content>)
  /** Default: a bot. */
  author?: Author
  /** The calls in their order; others between them, for example for a token, do not matter. */
  calls: readonly ExpectedCall[]
  /** The id that the platform's answer gives, when it gives one. */
  externalId?: string
}

/** A failure of the platform while the first outbound sample is sent, and what the channel must make of it. */
export interface FaultSample {
  name: string
  /** Which calls fail; default `sendPath`. */
  path?: string | RegExp
  /** How many of them; default all. */
  times?: number
  answer (call: PlatformCall): Response | Promise<Response>
  /** `sent`: the channel gets over it. */
  verdict: DeliveryVerdict | 'sent'
  /** The wait that a `Retryable` or `Unauthorized` must ask for, in milliseconds. */
  afterMs?: number
}

/** How files arrive. */
export interface MediaSample {
  /** A reference as an inbound message carries it. */
  remote: string
  /** The platform's answer to a call that is part of fetching it; `undefined` leaves the call to `platform`. */
  answer (body: Buffer | ReadableStream<Uint8Array>, call: PlatformCall): Response | undefined
  /** A file that the platform would give; at most 64 KiB. */
  content: Buffer
  /** The type that the channel must report. */
  mimeType?: string
}

/** What the conformance kit must know of a channel and its platform. Where a field allows `null`, say so and mean it. */
export interface ChannelSample {
  /** Valid options, every secret at least 8 characters long. */
  options: Record<string, unknown>
  /** Valid options of another account. */
  otherOptions: Record<string, unknown>
  /** Options that the schema must refuse, each with the JSON pointer that the mistake must name. */
  badOptions: ReadonlyArray<{ name: string, options: Record<string, unknown>, path: string }>
  /** When everything happens, in milliseconds since 1970. A whole second. */
  nowMs: number
  /** The platform when all is well: its answers to the channel's calls. */
  platform (call: PlatformCall): Response | Promise<Response>
  /** Signs, and where the platform does so encrypts, a payload: a request as it reaches the hub. */
  seal (payload: Buffer, site: ChannelSite): ChannelRequest
  /** Spoils a sealed request so that it proves nothing any more. At least one. */
  forgeries: ReadonlyArray<{ name: string, forge: (request: ChannelRequest) => ChannelRequest }>
  /** The answer that makes the platform forget a message: status, and body where it matters. */
  acknowledgement: { status: number, body?: string }
  /** An untouched request this much later is refused. `null`: the platform's requests carry no time. */
  staleAfterMs: number | null
  /** A longer request body is refused with 413. */
  maxBodyBytes: number
  /** The payload of a text. */
  text (saying: Saying): Buffer
  /** The payload of a message of a type that does not exist. */
  unknownType (saying: Omit<Saying, 'text'>): Buffer
  /** Payloads that are signed well and cannot be read; the kit adds empty, cut and binary ones. */
  malformed: ReadonlyArray<{ name: string, payload: Buffer }>
  /** One of each type and trigger that the capabilities name, at least. */
  inbound: readonly InboundSample[]
  /** Other requests of the platform, for example a handshake, and what it expects. */
  exchanges: ReadonlyArray<{ name: string, request: (site: ChannelSite) => ChannelRequest, holds: (response: LightMyRequestResponse) => boolean }>
  /** Path of the call that delivers a message. */
  sendPath: string | RegExp
  /** One of each type that the capabilities name, at least; the first is a text. */
  outbound: readonly OutboundSample[]
  /** The platform's ways to fail. At least one. */
  faults: readonly FaultSample[]
  /** What a send is whose answer got lost. `retry` only where the platform drops a repeat by itself. Default `uncertain`. */
  lostVerdict?: 'uncertain' | 'retry'
  /** `null`: no file ever arrives by reference. */
  media: MediaSample | null
}
