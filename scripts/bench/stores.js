import { join } from 'node:path'
import { MongoClient } from 'mongodb'
import { root } from '../packages.js'
import { startChild } from './child.js'

/** @typedef {import('./stage.js').Stage} Stage */
/** @typedef {{ url: string, database: string }} Store */

/**
 * A kind of store that a figure is measured on.
 * @typedef {object} StoreKind
 * @property {string} name as figures call it
 * @property {(stage: Stage) => Store} make an empty one, gone when the stage is cleared
 */

const storeBin = join(root, 'plugins/store-embedded/bin/kefuhub-store.js')
/** A store with much in memory still has to write it when it ends. */
const storeStopMs = 120_000

let databases = 0

/** @type {StoreKind} */
export const embedded = {
  name: 'embedded',
  make: (stage) => ({ url: `embedded:${stage.makeFolder()}`, database: 'kefuhub' })
}

/**
 * The stores at hand: the embedded one, and the MongoDB that KEFUHUB_TEST_MONGODB_URL names.
 * @returns {StoreKind[]}
 */
export function listStores () {
  const url = process.env.KEFUHUB_TEST_MONGODB_URL
  return url ? [embedded, { name: 'mongodb', make: (stage) => makeDatabase(stage, url) }] : [embedded]
}

/**
 * @param {Stage} stage
 * @param {string} url
 */
function makeDatabase (stage, url) {
  const database = `kefuhub_bench_${process.pid}_${++databases}`
  stage.add(async () => {
    const client = new MongoClient(url)
    await client.db(database).dropDatabase()
    await client.close()
  })
  return { url, database }
}

/**
 * Lets a store that no hub uses be filled: an embedded one is served until `stop`.
 * @param {Stage} stage
 * @param {Store} store
 * @returns {Promise<Store & { stop: () => Promise<void> }>} at a `mongodb:` address
 */
export async function serveStore (stage, store) {
  const folder = store.url.match(/^embedded:(.*)$/)?.[1]
  if (folder === undefined) return { ...store, stop: async () => {} }
  const server = await startChild(stage, 'the embedded store', [storeBin, folder], { ready: /^ready (mongodb:\S+)\s/m, stopWithinMs: storeStopMs })
  return { ...store, url: /** @type {string} */ (server.ready[1]), stop: server.stop }
}
