import { startPlatform } from './platform.js'
import { startReceiver } from './receive-rate.js'
import { median } from './statistics.js'
import { listStores } from './stores.js'
import { formatValue, judge } from './table.js'

/** @typedef {import('./sizes.js').Sizes} Sizes */
/** @typedef {import('./stage.js').Stage} Stage */
/** @typedef {import('./table.js').Row} Row */

/** How often; the median counts, so that one stall of the machine does not. */
const runs = 3

/**
 * How long a customer waits for the bot's answer: from the moment a callback is due to the delivery at the platform.
 * @param {Stage} stage
 * @param {Sizes} sizes
 * @returns {Promise<Row[]>}
 */
export async function measureAnswer (stage, sizes) {
  const { answersPerSecond: rate, answersMs, connections, customers } = sizes
  /** @type {Row[]} */
  const rows = []
  for (const kind of listStores()) {
    console.log(`kefuhub: answers at ${rate} messages/s for ${answersMs / 1000} s on the store '${kind.name}'`)
    const platform = await startPlatform(stage)
    const hub = await startReceiver(stage, { platformUrl: platform.url, store: kind.make(stage), role: 'all' })
    const ask = (/** @type {number} */ count) => platform.run({
      kind: 'questions', channel: 'plain', url: hub.callbackUrl('plain'), rate, count, connections, customers
    })
    // Everybody twice: afterwards all are known, as most customers are, and the hub runs at its speed.
    await ask(2 * customers)
    const results = []
    for (let run = 1; run <= runs; run++) {
      const result = await ask(Math.ceil(rate * answersMs / 1000))
      console.log(`  run ${run}: p99 ${formatValue(result.p99Ms)} ms`)
      results.push(result)
    }
    await stage.clear()
    rows.push(
      judge(`answer-p50/${kind.name}`, median(results.map(({ p50Ms }) => p50Ms)), 'ms'),
      judge(`answer-p99/${kind.name}`, median(results.map(({ p99Ms }) => p99Ms)), 'ms', '<= 250')
    )
  }
  return rows
}
