import { randomBytes } from 'node:crypto'
import { MongoClient } from 'mongodb'
import type { TestScope } from './scope.js'

/** A database of its own on the store that the run is about. */
export interface TestStore {
  /** For `store.url`. */
  url: string
  /** For `store.database`: not made yet, and dropped when the test ends. */
  database: string
  /** Which engine answers. */
  kind: 'embedded' | 'mongodb'
}

/**
 * Gives a test a database nobody else uses, on the store that `npm test` has started or was told to use.
 *
 * Call it before opening what uses the database: it is dropped after everything opened later is closed.
 * @throws Error when no store was named, which means that the test was not started with `npm test`
 */
export function openTestStore (t: TestScope): TestStore {
  const url = process.env.KEFUHUB_TEST_STORE_URL
  const kind = process.env.KEFUHUB_TEST_STORE_KIND ?? 'embedded'
  if (!url) throw new Error('KEFUHUB_TEST_STORE_URL is not set. Run this file with: npm test -- PATH, which starts a store for it.')
  if (kind !== 'embedded' && kind !== 'mongodb') throw new Error(`KEFUHUB_TEST_STORE_KIND is '${kind}', and may be 'embedded' or 'mongodb'.`)

  const database = `kefuhub_test_${process.pid}_${randomBytes(6).toString('hex')}`
  t.teardown(async () => {
    const client = await MongoClient.connect(url, { serverSelectionTimeoutMS: 10_000 })
    try {
      await client.db(database).dropDatabase()
    } finally {
      await client.close()
    }
  })
  return { url, database, kind }
}
