import type { ChannelDefinition } from '../channel.js'
import { callbackChecks } from './callback-checks.js'
import type { ChannelCheck } from './channel-check.js'
import { conductChecks } from './conduct-checks.js'
import { definitionChecks } from './definition-checks.js'
import { hostedInboundChecks } from './hosted-inbound-checks.js'
import { hostedOutboundChecks } from './hosted-outbound-checks.js'
import type { AnySample, HostedSample } from './hosted-sample.js'
import { inboundChecks } from './inbound-checks.js'
import { outboundChecks } from './outbound-checks.js'
import { hostedSecretCheck, platformSecretCheck } from './secret-checks.js'

/** Everything that a channel with a platform must do, in an order that helps while one is being written. */
export const channelChecks: readonly ChannelCheck[] = [
  ...definitionChecks, ...callbackChecks, ...inboundChecks, ...outboundChecks, ...conductChecks, platformSecretCheck
]

/** Everything that a channel must do whose platform is the hub. */
export const hostedChecks: ReadonlyArray<ChannelCheck<HostedSample>> = [
  ...definitionChecks, ...hostedInboundChecks, ...inboundChecks, ...hostedOutboundChecks, ...conductChecks, hostedSecretCheck
]

/** What the kit needs of a test runner; tap's `t` has it. */
export interface ConformanceTest {
  test (name: string, run: (t: { pass (message: string): unknown }) => Promise<void>): unknown
}

/**
 * Runs every check that applies as a test of its own.
 * @param t tap's `t`, or anything else with `test`
 */
export async function channelConformance (t: ConformanceTest, plugin: ChannelDefinition, sample: AnySample): Promise<void> {
  await (sample.platform === 'hub' ? runAll(t, hostedChecks, plugin, sample) : runAll(t, channelChecks, plugin, sample))
}

async function runAll<S extends AnySample> (t: ConformanceTest, checks: ReadonlyArray<ChannelCheck<S>>, plugin: ChannelDefinition, sample: S): Promise<void> {
  for (const check of checks) {
    if (!check.appliesTo(sample)) continue
    await t.test(check.name, async (t) => {
      await check.run(plugin, sample)
      t.pass('holds')
    })
  }
}
