import type { ChannelDefinition } from '../channel.js'
import type { ChannelSample } from './channel-sample.js'
import { ChannelStand } from './channel-stand.js'

/** One thing that every channel must do. */
export interface ChannelCheck {
  /** States the behaviour. */
  readonly name: string
  /** Whether the check means anything for this sample. */
  appliesTo (sample: ChannelSample): boolean
  /** Resolves when the channel does it. @throws AssertionError that says what was seen instead */
  run (plugin: ChannelDefinition, sample: ChannelSample): Promise<void>
}

/** Makes a check that gets a stand of its own. */
export function defineCheck (name: string, look: (stand: ChannelStand) => Promise<void>, appliesTo: (sample: ChannelSample) => boolean = () => true): ChannelCheck {
  return {
    name,
    appliesTo,
    async run (plugin, sample) {
      const stand = new ChannelStand(plugin, sample)
      try {
        await look(stand)
      } finally {
        await stand.close()
      }
    }
  }
}
