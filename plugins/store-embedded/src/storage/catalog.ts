import { randomBytes } from 'node:crypto'
import { Binary, deserialize, serialize, type Document } from 'bson'
import { parseFilterDocument } from '../query/filter.js'
import { Collection } from './collection.js'
import { Index, type IndexSpec } from './index.js'
import type { Store } from './store.js'
import type { Tree } from './tree.js'

interface StoredIndex { tree: number, spec: IndexSpec, arrays: number, isShortened: boolean, isReady: boolean }
interface StoredCollection { tree: number, uuid: Binary, indexes: StoredIndex[] }

const catalogTree = 1
/** Sorts before every namespace, which never begins with a zero. */
const counterKey = '\0trees'

/** Names a tree key: UTF-8 bytes as latin1 text. */
const toKey = (ns: string): string => Buffer.from(ns).toString('latin1')

/** All collections of a store by namespace, and where their trees are. */
export class Catalog {
  readonly collections = new Map<string, Collection>()
  readonly store: Store
  private readonly tree: Tree
  private lastTree = catalogTree

  constructor (store: Store) {
    this.store = store
    this.tree = store.tree(catalogTree)
    const walk = this.tree.walk('', '\xff', false)
    while (walk.next()) {
      const stored = deserialize(walk.value, { promoteBuffers: false })
      if (walk.key === counterKey) this.lastTree = stored.last as number
      else this.load(Buffer.from(walk.key, 'latin1').toString(), stored as StoredCollection)
    }
    walk.close()
  }

  get (ns: string): Collection | undefined {
    return this.collections.get(ns)
  }

  /** The collection of this name, made if it is not there. */
  ensure (ns: string): Collection {
    return this.collections.get(ns) ?? this.create(ns)
  }

  create (ns: string): Collection {
    const collection = new Collection(ns, randomBytes(16), this.store, this.store.tree(this.nextTree()), [], (changed) => this.save(changed))
    this.collections.set(ns, collection)
    this.addIndex(collection, { v: 2, key: { _id: 1 }, name: '_id_' })
    return collection
  }

  drop (collection: Collection): void {
    for (const index of collection.indexes) this.store.drop(index.tree)
    this.store.drop(collection.records)
    this.store.remove(this.tree, toKey(collection.ns))
    this.collections.delete(collection.ns)
    collection.isDropped = true
  }

  addIndex (collection: Collection, spec: IndexSpec): Index {
    const index = new Index(spec, this.store.tree(this.nextTree()), toFilter(spec.partialFilterExpression))
    index.isReady = collection.count === 0
    collection.indexes.push(index)
    this.save(collection)
    return index
  }

  dropIndex (collection: Collection, index: Index): void {
    collection.indexes = collection.indexes.filter((other) => other !== index)
    this.store.drop(index.tree)
    this.save(collection)
  }

  save (collection: Collection): void {
    const stored: StoredCollection = {
      tree: collection.records.id,
      uuid: new Binary(collection.uuid, 4),
      indexes: collection.indexes.map(({ tree, spec, arrays, isShortened, isReady }) => ({ tree: tree.id, spec, arrays, isShortened, isReady }))
    }
    this.store.put(this.tree, toKey(collection.ns), Buffer.from(serialize(stored)))
  }

  private nextTree (): number {
    this.store.put(this.tree, counterKey, Buffer.from(serialize({ last: ++this.lastTree })))
    return this.lastTree
  }

  private load (ns: string, stored: StoredCollection): void {
    const indexes = stored.indexes.map(({ tree, spec, arrays, isShortened, isReady }) => {
      const index = new Index(spec, this.store.tree(tree), toFilter(spec.partialFilterExpression), arrays, isShortened)
      index.isReady = isReady
      return index
    })
    this.collections.set(ns, new Collection(ns, Buffer.from(stored.uuid.buffer), this.store, this.store.tree(stored.tree), indexes, (changed) => this.save(changed)))
  }
}

const toFilter = (document: Document | undefined) => document === undefined ? undefined : parseFilterDocument(document)
