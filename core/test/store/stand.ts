import { openStore, type Store } from '../../src/store/store.js'
import { openTestStore, type TestStore } from '../../../test/support/store.js'
import type { TestScope } from '../../../test/support/scope.js'

/** A store of a test, over a database of its own. */
export interface Stand {
  testStore: TestStore
  store: Store
  /** Connects once more, as another process would. */
  open: () => Promise<Store>
}

/** Opens a store that is closed and dropped when the test ends. */
export async function openStand (t: TestScope): Promise<Stand> {
  const testStore = openTestStore(t)
  const open = async (): Promise<Store> => {
    const store = await openStore({ url: testStore.url, database: testStore.database })
    t.teardown(store.close)
    return store
  }
  return { testStore, store: await open(), open }
}

/** Waits, without a bound of its own, until a condition holds; for what no event tells. */
export async function until (holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!await holds()) await new Promise((resolve) => setTimeout(resolve, 5))
}
