import type { FeatureDefinition } from '../feature.js'
import { runChecks, type Check, type ConformanceTest } from './check.js'
import { ownFeatureChecks } from './feature-checks.js'
import type { FeatureSample } from './feature-sample.js'
import { pluginChecks } from './plugin-checks.js'

/** Everything that a feature must do, in an order that helps while one is being written. */
export const featureChecks: ReadonlyArray<Check<FeatureDefinition, FeatureSample>> = [...pluginChecks('feature'), ...ownFeatureChecks]

/**
 * Runs every check that applies as a test of its own.
 * @param t tap's `t`, or anything else with `test`
 */
export async function featureConformance (t: ConformanceTest, plugin: FeatureDefinition, sample: FeatureSample): Promise<void> {
  await runChecks(t, featureChecks, plugin, sample)
}
