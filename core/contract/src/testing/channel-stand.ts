import type { LightMyRequestResponse } from 'fastify'
import type { ChannelDefinition } from '../channel.js'
import type { ChannelRequest, ChannelSample, ChannelSite, Saying } from './channel-sample.js'
import type { FakeHub } from './fake-hub.js'
import { OpenChannel } from './open-channel.js'
import { isTo, type PlatformAnswer, type PlatformCall, type SamplePlatform } from './sample-platform.js'
import { Stand } from './stand.js'

/** A channel that runs against its sample platform. */
export class PlatformChannel extends OpenChannel<ChannelSample> {
  get site (): ChannelSite {
    return {
      baseUrl: this.hub.baseUrl,
      endpoints: (this.hub.instance.endpoints ?? []).map(({ url }) => url),
      options: this.hub.options,
      nowMs: this.hub.clock.now()
    }
  }

  get deliveries (): PlatformCall[] { return this.platform.calls.filter((call) => isTo(call, this.sample.sendPath)) }

  /** A request as the platform sends it for a payload. */
  seal (payload: Buffer): ChannelRequest { return this.sample.seal(payload, this.site) }

  async toRequest (saying: Saying, change = (payload: Buffer): Buffer => payload): Promise<ChannelRequest> {
    return this.seal(change(this.sample.text(saying)))
  }

  async toForeignRequest (saying: Saying, other: PlatformChannel): Promise<ChannelRequest> {
    return this.sample.seal(this.sample.text(saying), { ...this.site, options: other.hub.options })
  }

  isAcknowledged (response: LightMyRequestResponse): boolean {
    const { status, body } = this.sample.acknowledgement
    return response.statusCode === status && (body === undefined || response.body === body)
  }

  async use (): Promise<{ ended: Promise<unknown> }> {
    await this.say()
    await this.trySend()
    return { ended: Promise.resolve() }
  }

  /** Lets the calls to a path, by default the one that delivers, be answered otherwise. */
  interfere (answer: PlatformAnswer, path: string | RegExp = this.sample.sendPath, times = Infinity): void {
    let left = times
    this.platform.interfere = (call) => isTo(call, path) && left-- > 0 ? answer(call) : undefined
  }
}

/** Opens channels that have a platform. */
export class ChannelStand extends Stand<ChannelSample, PlatformChannel> {
  protected answer (call: PlatformCall): Response | Promise<Response> { return this.sample.platform(call) }

  protected enter (hub: FakeHub<ChannelDefinition>, platform: SamplePlatform): PlatformChannel {
    return new PlatformChannel(hub, platform, this.sample)
  }
}
