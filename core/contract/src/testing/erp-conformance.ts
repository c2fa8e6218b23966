import assert from 'node:assert/strict'
import type { ErpDefinition } from '../erp.js'
import { runChecks, type Check, type ConformanceTest } from './check.js'
import { erpCalls } from './erp-calls.js'
import { erpFileChecks } from './erp-file-checks.js'
import { erpNewsChecks } from './erp-news-checks.js'
import { erpOrderChecks } from './erp-order-checks.js'
import { erpReturnChecks } from './erp-return-checks.js'
import { ERP_PARTS, type ErpSample } from './erp-sample.js'
import { erpTicketChecks } from './erp-ticket-checks.js'
import { erpWebhookChecks } from './erp-webhook-checks.js'
import { pluginChecks } from './plugin-checks.js'
import { defineSystemCheck } from './system-check.js'
import { systemConductChecks } from './system-conduct-checks.js'
import { systemFaultChecks } from './system-fault-checks.js'

const partsCheck = defineSystemCheck<ErpDefinition, ErpSample>('the sample states what the instance has', async (bench) => {
  const { hub } = await bench.open()
  const { instance } = hub
  let methods = 0
  for (const [part, names] of Object.entries(ERP_PARTS)) {
    const isStated = Boolean(bench.sample[part as keyof typeof ERP_PARTS])
    for (const name of names) assert.equal(typeof instance[name] === 'function', isStated, `the sample ${isStated ? 'states' : 'does not state'} ${part}; ${name} is ${typeof instance[name]}`)
    if (isStated) methods += names.length
  }
  assert.ok(methods > 0, 'it can do nothing')
})

/** Everything that an ERP plugin or a ticket system's must do, in an order that helps while one is being written. */
export const erpChecks: ReadonlyArray<Check<ErpDefinition, ErpSample>> = [
  ...pluginChecks('erp'), partsCheck, ...erpOrderChecks, ...erpReturnChecks, ...erpTicketChecks, ...erpNewsChecks, ...erpWebhookChecks, ...erpFileChecks,
  ...systemFaultChecks<ErpDefinition, ErpSample>(erpCalls), ...systemConductChecks<ErpDefinition, ErpSample>(erpCalls)
]

/**
 * Runs every check that applies as a test of its own.
 * @param t tap's `t`, or anything else with `test`
 */
export async function erpConformance (t: ConformanceTest, plugin: ErpDefinition, sample: ErpSample): Promise<void> {
  await runChecks(t, erpChecks, plugin, sample)
}
