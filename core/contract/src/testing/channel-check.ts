import type { ChannelDefinition } from '../channel.js'
import type { ChannelSample } from './channel-sample.js'
import { ChannelStand } from './channel-stand.js'
import type { Check } from './check.js'
import type { AnySample, HostedSample } from './hosted-sample.js'
import { HostedStand } from './hosted-stand.js'
import type { Stand } from './stand.js'

/** One thing that every channel must do, or every channel of the kind that a sample is of. */
export interface ChannelCheck<S extends AnySample = ChannelSample> extends Check<ChannelDefinition, S> {}

/** Makes a check of any channel; it gets a stand of its own. */
export function defineCheck (name: string, look: (stand: Stand) => Promise<void>): ChannelCheck<AnySample> {
  return toCheck(name, (plugin, sample) => sample.platform === 'hub' ? new HostedStand(plugin, sample) : new ChannelStand(plugin, sample), look)
}

/** Makes a check of channels that have a platform. */
export function definePlatformCheck (name: string, look: (stand: ChannelStand) => Promise<void>, appliesTo?: (sample: ChannelSample) => boolean): ChannelCheck {
  return toCheck(name, (plugin, sample) => new ChannelStand(plugin, sample), look, appliesTo)
}

/** Makes a check of channels whose platform is the hub. */
export function defineHostedCheck (name: string, look: (stand: HostedStand) => Promise<void>, appliesTo?: (sample: HostedSample) => boolean): ChannelCheck<HostedSample> {
  return toCheck(name, (plugin, sample) => new HostedStand(plugin, sample), look, appliesTo)
}

function toCheck<S extends AnySample, T extends Stand> (
  name: string, toStand: (plugin: ChannelDefinition, sample: S) => T, look: (stand: T) => Promise<void>, appliesTo: (sample: S) => boolean = () => true
): ChannelCheck<S> {
  return {
    name,
    appliesTo,
    async run (plugin, sample) {
      const stand = toStand(plugin, sample)
      try {
        await look(stand)
      } finally {
        await stand.close()
      }
    }
  }
}
