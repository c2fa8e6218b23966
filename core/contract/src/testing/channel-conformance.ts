import type { ChannelDefinition } from '../channel.js'
import { callbackChecks } from './callback-checks.js'
import type { ChannelCheck } from './channel-check.js'
import { runChecks, type ConformanceTest } from './check.js'
import { conductChecks } from './conduct-checks.js'
import { definitionChecks } from './definition-checks.js'
import { fileChecks } from './file-checks.js'
import { hostedInboundChecks } from './hosted-inbound-checks.js'
import { hostedOutboundChecks } from './hosted-outbound-checks.js'
import type { AnySample, HostedSample } from './hosted-sample.js'
import { inboundChecks } from './inbound-checks.js'
import { orderChecks } from './order-checks.js'
import { outboundChecks } from './outbound-checks.js'
import { proofChecks } from './proof-checks.js'
import { hostedSecretCheck, platformSecretCheck } from './secret-checks.js'
import { slowChecks } from './slow-checks.js'
import { textChecks } from './text-checks.js'
import { windowChecks } from './window-checks.js'

/** Everything that a channel with a platform must do, in an order that helps while one is being written. */
export const channelChecks: readonly ChannelCheck[] = [
  ...definitionChecks, ...callbackChecks, ...proofChecks, ...inboundChecks, ...orderChecks, ...textChecks, ...fileChecks,
  ...outboundChecks, ...windowChecks, ...slowChecks, ...conductChecks, platformSecretCheck
]

/** Everything that a channel must do whose platform is the hub. */
export const hostedChecks: ReadonlyArray<ChannelCheck<HostedSample>> = [
  ...definitionChecks, ...hostedInboundChecks, ...inboundChecks, ...hostedOutboundChecks, ...conductChecks, hostedSecretCheck
]

/**
 * Runs every check that applies as a test of its own.
 * @param t tap's `t`, or anything else with `test`
 */
export async function channelConformance (t: ConformanceTest, plugin: ChannelDefinition, sample: AnySample): Promise<void> {
  await (sample.platform === 'hub' ? runChecks(t, hostedChecks, plugin, sample) : runChecks(t, channelChecks, plugin, sample))
}
