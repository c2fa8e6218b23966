import type { CursorStore } from '@kefuhub/contract'
import type { CursorDoc } from './cursor-model.js'
import type { Store } from './store.js'

/** The cursors of one plugin. */
export function cursorsOf (store: Store, plugin: string): CursorStore {
  return {
    get: async (name) => (await store.cursors.findById(`${plugin}:${name}`).lean<CursorDoc>())?.value,
    set: async (name, value) => { await store.cursors.updateOne({ _id: `${plugin}:${name}` }, { $set: { value } }, { upsert: true }) }
  }
}
