import { setTimeout as sleep } from 'node:timers/promises'
import { readMemoryMb } from './child.js'
import { embedded } from './stores.js'
import { formatValue, judge } from './table.js'
import { startVisitors } from './visitors.js'
import { startWebHub } from './web-hub.js'

/** @typedef {import('./sizes.js').Sizes} Sizes */
/** @typedef {import('./stage.js').Stage} Stage */
/** @typedef {import('./table.js').Row} Row */

/** Part of the widgets that come and go first, so that what the hub loads with the first of them is not charged to the others. */
const share = 0.02

/**
 * What each of many open widgets with nothing to say takes of the hub's memory.
 * @param {Stage} stage
 * @param {Sizes} sizes
 * @returns {Promise<Row[]>}
 */
export async function measureWidgetMemory (stage, { widgets, settleMs }) {
  const hub = await startWebHub(stage, embedded.make(stage))
  const visitors = await startVisitors(stage)
  await visitors.open(hub.channelUrl, Math.ceil(widgets * share))
  await visitors.close()
  await sleep(settleMs)
  const beforeMb = readMemoryMb(hub.pid)
  const startedMs = performance.now()
  await visitors.open(hub.channelUrl, widgets)
  console.log(`  ${formatValue(widgets)} widgets opened within ${formatValue((performance.now() - startedMs) / 1000)} s`)
  await sleep(settleMs)
  const afterMb = readMemoryMb(hub.pid)
  // Refuses when one of them was gone.
  await visitors.close()
  return [
    judge('widget-memory-before/embedded', beforeMb, 'MB'),
    judge('widget-memory-after/embedded', afterMb, 'MB'),
    judge('widget-memory/embedded', (afterMb - beforeMb) * 1024 / widgets, 'KB', '<= 30')
  ]
}
