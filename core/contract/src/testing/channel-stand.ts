import type { LightMyRequestResponse } from 'fastify'
import type { ChannelDefinition } from '../channel.js'
import { DeliveryError } from '../errors.js'
import type { Content, SendResult } from '../message.js'
import type { ChannelRequest, ChannelSample, ChannelSite, OutboundSample, Saying } from './channel-sample.js'
import { createFakeHub, type FakeHub } from './fake-hub.js'
import { SamplePlatform, isTo, type PlatformAnswer } from './sample-platform.js'

/** What a send came to. */
export type SendOutcome = { result: SendResult } | { error: unknown }

/** A channel that runs against its sample platform. */
export class OpenChannel {
  readonly hub: FakeHub<ChannelDefinition>
  readonly platform: SamplePlatform
  readonly sample: ChannelSample
  #sayings = 0

  constructor (hub: FakeHub<ChannelDefinition>, platform: SamplePlatform, sample: ChannelSample) {
    this.hub = hub
    this.platform = platform
    this.sample = sample
  }

  get site (): ChannelSite {
    return {
      baseUrl: this.hub.baseUrl,
      endpoints: (this.hub.instance.endpoints ?? []).map(({ url }) => url),
      options: this.hub.options,
      nowMs: this.hub.clock.now()
    }
  }

  /** Fills in a text that no other check line says. */
  saying (text = 'hello'): Saying {
    return { sender: 'customer-1', id: String(1000 + ++this.#sayings), text, atMs: this.hub.clock.now() }
  }

  /** A request as the platform sends it for a payload. */
  seal (payload: Buffer): ChannelRequest { return this.sample.seal(payload, this.site) }

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
    return this.deliver(this.seal(this.sample.text(this.saying(text))))
  }

  /** Whether an answer makes the platform forget the message. */
  isAcknowledged (response: LightMyRequestResponse): boolean {
    const { status, body } = this.sample.acknowledgement
    return response.statusCode === status && (body === undefined || response.body === body)
  }

  /** Sends an outbound sample, by default the first. */
  async trySend (sample: OutboundSample | undefined = this.sample.outbound[0], signal?: AbortSignal): Promise<SendOutcome> {
    if (sample === undefined) throw new TypeError('the sample has no outbound message')
    const content: Content = typeof sample.content === 'function' ? await sample.content(this.hub.media) : sample.content
    try {
      return { result: await this.hub.send(content, sample.author && { author: sample.author }, signal) }
    } catch (error) {
      return { error }
    }
  }

  /** Lets the calls to a path, by default the one that delivers, be answered otherwise. */
  interfere (answer: PlatformAnswer, path: string | RegExp = this.sample.sendPath, times = Infinity): void {
    let left = times
    this.platform.interfere = (call) => isTo(call, path) && left-- > 0 ? answer(call) : undefined
  }
}

/** The name of what a send came to, as a fault table states it. */
export function verdictOf (outcome: SendOutcome): string {
  if ('result' in outcome) return 'sent'
  return outcome.error instanceof DeliveryError ? outcome.error.verdict : `no delivery error: ${String(outcome.error)}`
}

/** Opens channels for one check and closes them after it. */
export class ChannelStand {
  readonly plugin: ChannelDefinition
  readonly sample: ChannelSample
  readonly #open: OpenChannel[] = []

  constructor (plugin: ChannelDefinition, sample: ChannelSample) {
    this.plugin = plugin
    this.sample = sample
  }

  /** Starts the channel. */
  async open (given: { id?: string, options?: Record<string, unknown>, interfere?: PlatformAnswer } = {}): Promise<OpenChannel> {
    const platform = new SamplePlatform((call) => this.sample.platform(call))
    platform.interfere = given.interfere
    const hub = await createFakeHub(this.plugin, given.options ?? this.sample.options, {
      ...(given.id !== undefined && { id: given.id }),
      nowMs: this.sample.nowMs,
      fetch: platform.fetch
    })
    const open = new OpenChannel(hub, platform, this.sample)
    this.#open.push(open)
    return open
  }

  /** Closes what is still open. How well a channel closes is a check of its own. */
  async close (): Promise<void> {
    await Promise.allSettled(this.#open.map(({ hub }) => hub.close()))
  }
}
