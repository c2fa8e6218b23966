import type { LightMyRequestResponse } from 'fastify'
import type { ChannelDefinition } from '../channel.js'
import { DeliveryError } from '../errors.js'
import type { MediaStore } from '../media.js'
import type { Author, Content, SendResult } from '../message.js'
import type { ChannelRequest, Saying } from './channel-sample.js'
import type { FakeHub } from './fake-hub.js'
import type { AnySample } from './hosted-sample.js'
import type { PlatformCall, SamplePlatform } from './sample-platform.js'

/** What a send came to. */
export type SendOutcome = { result: SendResult } | { error: unknown }

/** What can be sent of any sample. */
export interface Sending { content: Content | ((media: MediaStore) => Promise<Content>), author?: Author }

/** A channel that runs, whether it has a platform or not. */
export abstract class OpenChannel<S extends AnySample = AnySample> {
  readonly hub: FakeHub<ChannelDefinition>
  /** What is outside of the hub; nobody for a channel without a platform. */
  readonly platform: SamplePlatform
  readonly sample: S
  #sayings = 0

  constructor (hub: FakeHub<ChannelDefinition>, platform: SamplePlatform, sample: S) {
    this.hub = hub
    this.platform = platform
    this.sample = sample
  }

  /** Fills in a text that no other check line says. */
  saying (text = 'hello'): Saying {
    return { sender: 'customer-1', id: String(1000 + ++this.#sayings), text, atMs: this.hub.clock.now() }
  }

  /** The request that says a text. @param change replaces what it carries, before it is signed where that is done */
  abstract toRequest (saying: Saying, change?: (payload: Buffer) => Buffer): Promise<ChannelRequest>

  /** The same, with the proof that is good for another channel. */
  abstract toForeignRequest (saying: Saying, other: OpenChannel): Promise<ChannelRequest>

  /** Whether an answer makes the other side forget the message. */
  abstract isAcknowledged (response: LightMyRequestResponse): boolean

  /** Whether an answer makes the other side give up. */
  isRefused ({ statusCode }: LightMyRequestResponse): boolean { return statusCode >= 400 && statusCode < 500 }

  /** Has a customer write and be answered. @returns settles when nothing of it is under way */
  abstract use (): Promise<{ ended: Promise<unknown> }>

  /** The calls that deliver something. */
  abstract get deliveries (): PlatformCall[]

  /** Sends a request to the channel. */
  async deliver (request: ChannelRequest): Promise<LightMyRequestResponse> {
    return this.hub.inject({
      method: request.method,
      url: request.url,
      headers: request.headers ?? {},
      ...(request.body && { payload: request.body })
    })
  }

  /** Has a text arrive. */
  async say (text?: string): Promise<LightMyRequestResponse> {
    return this.deliver(await this.toRequest(this.saying(text)))
  }

  /** Sends an outbound sample, by default the first. */
  async trySend (sample: Sending | undefined = this.sample.outbound[0], signal?: AbortSignal): Promise<SendOutcome> {
    if (sample === undefined) throw new TypeError('the sample has no outbound message')
    const content: Content = typeof sample.content === 'function' ? await sample.content(this.hub.media) : sample.content
    try {
      return { result: await this.send(content, sample.author, signal) }
    } catch (error) {
      return { error }
    }
  }

  protected async send (content: Content, author: Author | undefined, signal: AbortSignal | undefined): Promise<SendResult> {
    return this.hub.send(content, author && { author }, signal)
  }
}

/** The name of what a send came to, as a fault table states it. */
export function verdictOf (outcome: SendOutcome): string {
  if ('result' in outcome) return 'sent'
  return outcome.error instanceof DeliveryError ? outcome.error.verdict : `no delivery error: ${String(outcome.error)}`
}
