import { Catalog } from '../storage/catalog.js'
import { Store } from '../storage/store.js'
import { Cursors } from '../commands/cursors.js'
import type { Authenticator } from './authenticator.js'

/** All that commands work on. */
export interface Engine {
  store: Store
  catalog: Catalog
  cursors: Cursors
  /** Who may come in; without it the permissions of the socket decide. */
  auth?: Authenticator
}

/** Opens the engine over a folder. */
export function openEngine (folder: string): Engine {
  const store = new Store(folder)
  return { store, catalog: new Catalog(store), cursors: new Cursors() }
}
