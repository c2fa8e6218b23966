import { fillMessages } from './filling.js'
import { startPlatform } from './platform.js'
import { checkStored, measureRate, printRound, startReceiver } from './receive-rate.js'
import { measureInTurn } from './rounds.js'
import { median, medianRatio } from './statistics.js'
import { listStores, serveStore } from './stores.js'
import { formatValue, judge } from './table.js'

/** @typedef {import('./receive-rate.js').Received} Received */
/** @typedef {import('./sizes.js').Sizes} Sizes */
/** @typedef {import('./stage.js').Stage} Stage */
/** @typedef {import('./stores.js').StoreKind} StoreKind */
/** @typedef {import('./table.js').Row} Row */

/**
 * Receiving with many messages stored beside receiving on an empty store.
 * @param {Stage} stage
 * @param {Sizes} sizes
 * @returns {Promise<Row[]>}
 */
export async function measureGrowth (stage, sizes) {
  /** @type {Row[]} */
  const rows = []
  for (const kind of listStores()) {
    for (const role of /** @type {const} */ (['all', 'web'])) {
      rows.push(...await measureRole(kind, role, stage, sizes))
      await stage.clear()
    }
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
  const platform = await startPlatform(stage)
  const stores = { filled: kind.make(stage), empty: kind.make(stage) }
  await fill(stage, platform.url, stores.filled, sizes.storedMessages)
  console.log(`kefuhub: receiving with ${formatValue(sizes.storedMessages)} stored messages and with none, role ${role} on the store '${kind.name}'`)
  /** @type {Array<import('./hub-process.js').HubProcess & import('./receive-rate.js').Variant & { answered: number }>} */
  const variants = []
  for (const name of /** @type {const} */ (['filled', 'empty'])) {
    const hub = await startReceiver(stage, { platformUrl: platform.url, store: stores[name], role })
    const server = { pid: hub.pid, url: hub.callbackUrl('plain'), channel: /** @type {const} */ ('plain') }
    variants.push({ ...hub, name, answered: 0, measure: () => measureRate(platform, sizes, server) })
  }
  const results = await measureInTurn(variants, sizes, (name, round, received) => {
    printRound(name, round, received)
    for (const variant of variants) if (variant.name === name) variant.answered += received.answered
  })
  for (const variant of variants) await checkStored(`the hub on the ${variant.name} store`, variant, variant.answered)
  const rates = (/** @type {string} */ name) => /** @type {Received[]} */ (results.get(name)).map(({ perSecond }) => perSecond)
  return [
    ...variants.map(({ name }) => judge(`growth-rate/${kind.name}/${role}/${name}`, median(rates(name)), 'messages/s')),
    judge(`growth/${kind.name}/${role}`, medianRatio(rates('filled'), rates('empty')), 'x', '>= 0.9')
  ]
}

/**
 * Lets a hub make its indexes, then fills the store.
 * @param {Stage} stage
 * @param {string} platformUrl
 * @param {{ url: string, database: string }} store
 * @param {number} count
 */
async function fill (stage, platformUrl, store, count) {
  console.log(`kefuhub: filling a store with ${formatValue(count)} messages`)
  const startedMs = Date.now()
  const hub = await startReceiver(stage, { platformUrl, store, role: 'web' })
  await hub.stop()
  const served = await serveStore(stage, store)
  await fillMessages(served, count, (stored) => console.log(`  ${formatValue(stored)} messages after ${Math.round((Date.now() - startedMs) / 1000)} s`))
  await served.stop()
}
