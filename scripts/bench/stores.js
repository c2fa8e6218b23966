import { MongoClient } from 'mongodb'

/** @typedef {import('./stage.js').Stage} Stage */

/**
 * A kind of store that a figure is measured on.
 * @typedef {object} StoreKind
 * @property {string} name as figures call it
 * @property {(stage: Stage) => { url: string, database: string }} make an empty one, gone when the stage is cleared
 */

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
