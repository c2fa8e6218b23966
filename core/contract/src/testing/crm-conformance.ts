import type { CrmDefinition } from '../crm.js'
import { runChecks, type Check, type ConformanceTest } from './check.js'
import { crmCalls } from './crm-calls.js'
import { crmChangeChecks } from './crm-change-checks.js'
import { crmFindChecks } from './crm-find-checks.js'
import type { CrmSample } from './crm-sample.js'
import { crmWriteChecks } from './crm-write-checks.js'
import { pluginChecks } from './plugin-checks.js'
import { systemConductChecks } from './system-conduct-checks.js'
import { systemFaultChecks } from './system-fault-checks.js'

/** Everything that a CRM plugin must do, in an order that helps while one is being written. */
export const crmChecks: ReadonlyArray<Check<CrmDefinition, CrmSample>> = [
  ...pluginChecks('crm'), ...crmFindChecks, ...crmWriteChecks, ...crmChangeChecks,
  ...systemFaultChecks<CrmDefinition, CrmSample>(crmCalls), ...systemConductChecks<CrmDefinition, CrmSample>(crmCalls)
]

/**
 * Runs every check that applies as a test of its own.
 * @param t tap's `t`, or anything else with `test`
 */
export async function crmConformance (t: ConformanceTest, plugin: CrmDefinition, sample: CrmSample): Promise<void> {
  await runChecks(t, crmChecks, plugin, sample)
}
