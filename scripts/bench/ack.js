import { startPlatform } from './platform.js'
import { measureRate, printRound, startReceiver } from './receive-rate.js'
import { measureInTurn } from './rounds.js'
import { median } from './statistics.js'
import { listStores } from './stores.js'
import { formatValue, judge } from './table.js'

/** @typedef {import('./receive-rate.js').Received} Received */
/** @typedef {import('./sizes.js').Sizes} Sizes */
/** @typedef {import('./stage.js').Stage} Stage */
/** @typedef {import('./stores.js').StoreKind} StoreKind */
/** @typedef {import('./table.js').Row} Row */

/** Part of the highest rate at which acknowledgements are timed. */
const share = 0.7
/** How often; the median counts, so that one stall of the machine does not. */
const runs = 3

/**
 * How long an acknowledgement takes at 70 % of the hub's own highest rate.
 * @param {Stage} stage
 * @param {Sizes} sizes
 * @returns {Promise<Row[]>}
 */
export async function measureAck (stage, sizes) {
  /** @type {Row[]} */
  const rows = []
  for (const kind of listStores()) {
    for (const role of /** @type {const} */ (['all', 'web'])) rows.push(...await measureRole(kind, role, stage, sizes))
  }
  return rows
}

/**
 * @param {StoreKind} kind
 * @param {'all' | 'web'} role
 * @param {Stage} stage
 * @param {Sizes} sizes
 * @returns {Promise<Row[]>}
 */
async function measureRole (kind, role, stage, sizes) {
  const name = `${kind.name}/${role}`
  console.log(`kefuhub: the highest rate of receiving, role ${role} on the store '${kind.name}'`)
  const { pacedMs, connections, customers } = sizes
  const platform = await startPlatform(stage)
  const hub = await startReceiver(stage, { platformUrl: platform.url, store: kind.make(stage), role })
  const server = { pid: hub.pid, url: hub.callbackUrl('plain'), channel: /** @type {const} */ ('plain') }
  const results = await measureInTurn([{ name, measure: () => measureRate(platform, sizes, server) }], sizes, printRound)
  const highest = median(/** @type {Received[]} */ (results.get(name)).map(({ perSecond }) => perSecond))
  const rate = share * highest
  const paced = []
  for (let run = 1; run <= runs; run++) {
    const result = await platform.run({ ...server, kind: 'paced', rate, count: Math.ceil(rate * pacedMs / 1000), connections, customers })
    console.log(`  run ${run}: acknowledgements at ${formatValue(rate)} messages/s for ${pacedMs / 1000} s: p99 ${formatValue(result.p99Ms)} ms`)
    paced.push(result)
  }
  await stage.clear()
  return [
    judge(`ack-rate/${name}`, rate, 'messages/s'),
    judge(`ack-p50/${name}`, median(paced.map(({ p50Ms }) => p50Ms)), 'ms'),
    judge(`ack-p99/${name}`, median(paced.map(({ p99Ms }) => p99Ms)), 'ms', '<= 50')
  ]
}
