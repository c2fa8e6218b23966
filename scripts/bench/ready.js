import { join } from 'node:path'
import { startHub, writeConfig } from './hub-process.js'
import { median } from './statistics.js'
import { embedded } from './stores.js'
import { judge } from './table.js'

/** @typedef {import('./sizes.js').Sizes} Sizes */
/** @typedef {import('./stage.js').Stage} Stage */
/** @typedef {import('./table.js').Row} Row */

// Nobody answers there: a start does not wait for a platform.
const platformUrl = 'http://127.0.0.1:9'

/**
 * From the start of the process to its ready line, on a new store and on one that is there.
 * @param {Stage} stage
 * @param {Sizes} sizes
 * @returns {Promise<Row[]>}
 */
export async function measureReady (stage, { starts }) {
  /** @type {number[]} */
  const firstMs = []
  /** @type {number[]} */
  const laterMs = []
  for (let start = 1; start <= starts; start++) {
    const folder = stage.makeFolder()
    const config = writeConfig(folder, { store: embedded.make(stage), platformUrl })
    for (const times of [firstMs, laterMs]) {
      const hub = await startHub(stage, config, 'all', join(folder, 'hub.log'))
      times.push(hub.readyMs)
      await hub.stop()
    }
    console.log(`  start ${start}: ready after ${Math.round(firstMs.at(-1) ?? 0)} ms on a new store, then after ${Math.round(laterMs.at(-1) ?? 0)} ms`)
  }
  return [
    judge('ready-after-start/embedded', median(laterMs) / 1000, 's', '<= 2'),
    judge('ready-after-start/embedded/first', median(firstMs) / 1000, 's', '<= 2')
  ]
}
