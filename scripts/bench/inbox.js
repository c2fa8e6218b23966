import { ConsolePage } from './console-page.js'
import { fillInbox } from './inbox-filling.js'
import { openAdministrator } from './people.js'
import { median } from './statistics.js'
import { listStores, serveStore } from './stores.js'
import { formatValue, judge } from './table.js'
import { startWebHub } from './web-hub.js'

/** @typedef {import('./sizes.js').Sizes} Sizes */
/** @typedef {import('./stage.js').Stage} Stage */
/** @typedef {import('./stores.js').StoreKind} StoreKind */
/** @typedef {import('./table.js').Row} Row */

/** The lists: what an agent has, what nobody has ended, and the longest. */
const views = /** @type {const} */ (['mine', 'all', 'closed'])
/** Loads that do not count: a browser keeps compiled scripts only from the second or third on. */
const warmUps = 3
const distancePx = 20_000
/** How often the list is scrolled; the median counts. */
const scrolls = 3

/**
 * How long the console takes to show the first row of an inbox with many conversations behind it.
 * @param {Stage} stage
 * @param {Sizes} sizes
 * @returns {Promise<Row[]>}
 */
export async function measureInbox (stage, sizes) {
  /** @type {Row[]} */
  const rows = []
  for (const kind of listStores()) {
    rows.push(...await measureOn(kind, stage, sizes))
    await stage.clear()
  }
  return rows
}

/**
 * @param {StoreKind} kind
 * @param {Stage} stage
 * @param {Sizes} sizes
 * @returns {Promise<Row[]>}
 */
async function measureOn (kind, stage, { conversations, loads }) {
  const store = kind.make(stage)
  const agent = await fill(stage, store, conversations)
  const hub = await startWebHub(stage, store)
  console.log(`kefuhub: the console with ${formatValue(conversations)} conversations on the store '${kind.name}'`)
  const page = await ConsolePage.open(stage, hub.url, agent.cookie)
  const times = async (/** @type {string} */ name, /** @type {() => Promise<number>} */ measure, /** @type {number} */ count) => {
    const valuesMs = []
    while (valuesMs.length < count) valuesMs.push(await measure())
    console.log(`  ${name}: ${valuesMs.map(formatValue).join(', ')} ms`)
    return median(valuesMs)
  }
  /** @type {Row[]} */
  const rows = []
  for (const view of views) {
    for (let load = 0; load < warmUps; load++) await page.load(view)
    rows.push(judge(`inbox-first-row/${kind.name}/${view}`, await times(`reload of '${view}'`, () => page.reload(), loads), 'ms', '<= 1000'))
  }
  rows.push(judge(`inbox-cold/${kind.name}/mine`, await times("'mine' with nothing kept", () => page.loadCold('mine'), loads), 'ms'))
  const longestMs = await times(`longest frame in ${formatValue(distancePx)} px`, async () => {
    await page.load('all')
    return await page.scroll(distancePx)
  }, scrolls)
  rows.push(judge(`inbox-scroll/${kind.name}/all`, longestMs, 'ms'))
  return rows
}

/**
 * Lets a hub make its indexes and its administrator, who is the one who looks, then fills the store.
 * @param {Stage} stage
 * @param {import('./stores.js').Store} store
 * @param {number} count
 */
async function fill (stage, store, count) {
  console.log(`kefuhub: filling a store with ${formatValue(count)} conversations`)
  const startedMs = Date.now()
  const hub = await startWebHub(stage, store)
  const agent = await openAdministrator(hub)
  await hub.stop()
  const served = await serveStore(stage, store)
  await fillInbox(served, count, agent.id, (stored) => console.log(`  ${formatValue(stored)} conversations after ${Math.round((Date.now() - startedMs) / 1000)} s`))
  await served.stop()
  return agent
}
