import type { ChannelDefinition } from '../channel.js'
import { createFakeHub, type FakeHub } from './fake-hub.js'
import type { AnySample } from './hosted-sample.js'
import type { OpenChannel } from './open-channel.js'
import { SamplePlatform, type PlatformAnswer, type PlatformCall } from './sample-platform.js'

/** Opens channels for one check and closes them after it. */
export abstract class Stand<S extends AnySample = AnySample, C extends OpenChannel = OpenChannel> {
  readonly plugin: ChannelDefinition
  readonly sample: S
  protected readonly opened: C[] = []

  constructor (plugin: ChannelDefinition, sample: S) {
    this.plugin = plugin
    this.sample = sample
  }

  /** Starts the channel. */
  async open (given: { id?: string, options?: Record<string, unknown>, interfere?: PlatformAnswer } = {}): Promise<C> {
    const platform = new SamplePlatform((call) => this.answer(call))
    platform.interfere = given.interfere
    const hub = await createFakeHub(this.plugin, given.options ?? this.sample.options, {
      ...(given.id !== undefined && { id: given.id }),
      nowMs: this.sample.nowMs,
      fetch: platform.fetch
    })
    const channel = this.enter(hub, platform)
    this.opened.push(channel)
    return channel
  }

  /** Closes what is still open. How well a channel closes is a check of its own. */
  async close (): Promise<void> {
    await Promise.allSettled(this.opened.map(({ hub }) => hub.close()))
  }

  /** What is outside when all is well. */
  protected abstract answer (call: PlatformCall): Response | Promise<Response>

  protected abstract enter (hub: FakeHub<ChannelDefinition>, platform: SamplePlatform): C
}
