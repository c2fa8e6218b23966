import { setTimeout as sleep } from 'node:timers/promises'
import { readMemoryMb } from './child.js'
import { embedded } from './stores.js'
import { formatValue, judge } from './table.js'
import { startVisitors } from './visitors.js'
import { startWebHub } from './web-hub.js'

/** @typedef {import('./sizes.js').Sizes} Sizes */
/** @typedef {import('./stage.js').Stage} Stage */
/** @typedef {import('./table.js').Row} Row */

/**
 * Part of the widgets that is there first: what a busy hub takes once, however many widgets there are, is not charged to each. V8 lets its heap
 * grow by a hundred megabytes while the first of them open, and gives only part of it back.
 */
const share = 0.2

/**
 * What each of many open widgets with nothing to say takes of the hub's memory.
 * @param {Stage} stage
 * @param {Sizes} sizes
 * @returns {Promise<Row[]>}
 */
export async function measureWidgetMemory (stage, { widgets, settleMs }) {
  const hub = await startWebHub(stage, embedded.make(stage))
  const visitors = await startVisitors(stage)
  const first = Math.ceil(widgets * share)
  await visitors.open(hub.channelUrl, first)
  await sleep(settleMs)
  const beforeMb = readMemoryMb(hub.pid)
  const startedMs = performance.now()
  await visitors.open(hub.channelUrl, widgets - first)
  console.log(`  ${formatValue(widgets)} widgets opened within ${formatValue((performance.now() - startedMs) / 1000)} s`)
  await sleep(settleMs)
  const afterMb = readMemoryMb(hub.pid)
  // Refuses when one of them was gone.
  await visitors.close()
  return [
    judge('widget-memory-before/embedded', beforeMb, 'MB'),
    judge('widget-memory-after/embedded', afterMb, 'MB'),
    judge('widget-memory/embedded', (afterMb - beforeMb) * 1024 / (widgets - first), 'KB', '<= 30')
  ]
}
