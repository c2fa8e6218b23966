import { setTimeout as sleep } from 'node:timers/promises'
import { readMemoryMb } from './child.js'
import { startPlatform } from './platform.js'
import { startReceiver } from './receive-rate.js'
import { embedded } from './stores.js'
import { judge } from './table.js'

/** @typedef {import('./sizes.js').Sizes} Sizes */
/** @typedef {import('./stage.js').Stage} Stage */
/** @typedef {import('./table.js').Row} Row */

/**
 * What a hub holds in memory some time after it got ready, with nothing to do.
 * @param {Stage} stage
 * @param {Sizes} sizes
 * @returns {Promise<Row[]>}
 */
export async function measureMemory (stage, { idleMs }) {
  const platform = await startPlatform(stage)
  const hub = await startReceiver(stage, { platformUrl: platform.url, store: embedded.make(stage), role: 'all' })
  await sleep(idleMs)
  return [judge('idle-memory/embedded', readMemoryMb(hub.pid), 'MB', '<= 150')]
}
