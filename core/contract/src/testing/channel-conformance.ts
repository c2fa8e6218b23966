import type { ChannelDefinition } from '../channel.js'
import type { ChannelCheck } from './channel-check.js'
import type { ChannelSample } from './channel-sample.js'
import { conductChecks } from './conduct-checks.js'
import { definitionChecks } from './definition-checks.js'
import { inboundChecks } from './inbound-checks.js'
import { outboundChecks } from './outbound-checks.js'

/** Everything that a channel must do, in an order that helps while one is being written. */
export const channelChecks: readonly ChannelCheck[] = [...definitionChecks, ...inboundChecks, ...outboundChecks, ...conductChecks]

/** What the kit needs of a test runner; tap's `t` has it. */
export interface ConformanceTest {
  test (name: string, run: (t: { pass (message: string): unknown }) => Promise<void>): unknown
}

/**
 * Runs every check that applies as a test of its own.
 * @param t tap's `t`, or anything else with `test`
 */
export async function channelConformance (t: ConformanceTest, plugin: ChannelDefinition, sample: ChannelSample): Promise<void> {
  for (const check of channelChecks) {
    if (!check.appliesTo(sample)) continue
    await t.test(check.name, async (t) => {
      await check.run(plugin, sample)
      t.pass('holds')
    })
  }
}
