import type { NotifierDefinition } from '../notifier.js'
import { runChecks, type Check, type ConformanceTest } from './check.js'
import { notifierCalls, tellingChecks } from './notifier-checks.js'
import type { NotifierSample } from './notifier-sample.js'
import { pluginChecks } from './plugin-checks.js'
import { systemConductChecks } from './system-conduct-checks.js'
import { systemFaultChecks } from './system-fault-checks.js'

/** Everything that a notifier must do, in an order that helps while one is being written. */
export const notifierChecks: ReadonlyArray<Check<NotifierDefinition, NotifierSample>> = [
  ...pluginChecks('notifier'), ...tellingChecks,
  ...systemFaultChecks<NotifierDefinition, NotifierSample>(notifierCalls), ...systemConductChecks<NotifierDefinition, NotifierSample>(notifierCalls)
]

/**
 * Runs every check that applies as a test of its own.
 * @param t tap's `t`, or anything else with `test`
 */
export async function notifierConformance (t: ConformanceTest, plugin: NotifierDefinition, sample: NotifierSample): Promise<void> {
  await runChecks(t, notifierChecks, plugin, sample)
}
