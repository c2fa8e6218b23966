import type { mongo } from 'mongoose'
import type { Collection, FeatureHub } from '@kefuhub/contract'
import { isDuplicate } from './bulk.js'
import type { Store } from './store.js'

const MAX_FOUND = 1000

/**
 * A plugin's own collection, under a name that no other plugin can take. Its indexes are made before the first use.
 * @param name lower-case letters, digits and dashes
 */
export function openCollection<T extends { _id: string }> (store: Store, plugin: string, name: string, indexes: Parameters<FeatureHub['collection']>[1] = []): Collection<T> {
  if (!/^[a-z][a-z0-9-]{0,31}$/.test(name)) throw new TypeError(`'${name}' is no name of a collection: lower-case letters, digits and dashes, at most 32`)
  const native = store.connection.collection(`plugin.${plugin}.${name}`) as unknown as mongo.Collection<{ _id: string }>
  let made: Promise<unknown> | undefined
  const ready = async (): Promise<mongo.Collection<{ _id: string }>> => {
    made ??= indexes.length === 0
      ? Promise.resolve()
      : native.createIndexes(indexes.map(({ keys, unique, expireAfterSeconds }) => ({
        key: keys,
        ...(unique !== undefined && { unique }),
        ...(expireAfterSeconds !== undefined && { expireAfterSeconds })
      })))
    try {
      await made
    } catch (error) {
      // The next use tries again: the store may have been away.
      made = undefined
      throw error
    }
    return native
  }
  return {
    get: async (id) => await (await ready()).findOne({ _id: id }) as T | null ?? undefined,
    put: async (document) => { await (await ready()).replaceOne({ _id: document._id }, document, { upsert: true }) },
    add: async (document) => {
      try {
        await (await ready()).insertOne(document)
        return true
      } catch (error) {
        if (isDuplicate(error) && (await native.findOne({ _id: document._id }, { projection: { _id: 1 } })) !== null) return false
        throw error
      }
    },
    remove: async (id) => (await (await ready()).deleteOne({ _id: id })).deletedCount === 1,
    find: async (filter, { sort = {}, limit = 100 } = {}) => {
      // To the database a limit of 0 is none at all.
      if (!Number.isInteger(limit) || limit < 1) throw new TypeError(`'${limit}' is no limit: 1 to ${MAX_FOUND}`)
      return await (await ready()).find(filter as mongo.Filter<{ _id: string }>).sort(sort).limit(Math.min(limit, MAX_FOUND)).toArray() as unknown as T[]
    }
  }
}
