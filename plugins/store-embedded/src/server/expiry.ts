import { Find } from '../query/find.js'
import { parseFilterDocument } from '../query/filter.js'
import { planQuery } from '../query/plan.js'
import type { Collection } from '../storage/collection.js'
import type { Index } from '../storage/index.js'
import type { Engine } from './engine.js'

/** Most documents that are removed before others get their turn. */
const sliceSize = 1000

/** Removes the documents whose time in a TTL index is over; answers how many. */
export async function expireDocuments (engine: Engine, nowMs = Date.now()): Promise<number> {
  let count = 0
  for (const collection of [...engine.catalog.collections.values()]) {
    for (const index of collection.indexes) {
      if (index.spec.expireAfterSeconds === undefined || !index.isReady) continue
      for (let removed = sliceSize; removed === sliceSize && !collection.isDropped; count += removed) {
        removed = expireSlice(collection, index, new Date(nowMs - index.spec.expireAfterSeconds * 1000))
        if (removed > 0) await engine.store.settle(true)
      }
    }
  }
  return count
}

/** A walk over the index itself, so that a partial one expires only what it holds. */
function expireSlice (collection: Collection, index: Index, before: Date): number {
  const filter = parseFilterDocument({ [index.components[0]!.path]: { $lte: before } })
  const due = new Find(collection, planQuery(collection, { filter, sort: [], isLimited: false, hint: index }), filter, [], 0, sliceSize)
  const ids: number[] = []
  while (due.next() !== undefined) ids.push(due.id)
  due.pause()
  for (const id of ids) collection.remove(id, collection.get(id)!)
  return ids.length
}
