import type { Index } from './index.js'
import { recordKey, readRecord, type RecordId } from './record.js'
import type { Store } from './store.js'
import type { Tree, Walk } from './tree.js'

/** Beyond every record key. */
const lastRecord = '\xff'.repeat(8)

/** Documents in the order of their insertion, and their indexes; every change is checked whole before anything is written. */
export class Collection {
  readonly ns: string
  readonly uuid: Buffer
  readonly records: Tree
  indexes: Index[]
  count: number
  isDropped = false
  private readonly store: Store
  private readonly learned: (collection: Collection) => void
  private lastId: RecordId

  constructor (ns: string, uuid: Buffer, store: Store, records: Tree, indexes: Index[], learned: (collection: Collection) => void) {
    this.ns = ns
    this.uuid = uuid
    this.store = store
    this.records = records
    this.indexes = indexes
    this.learned = learned
    this.count = records.count()
    const walk = records.walk('', lastRecord, true)
    this.lastId = walk.next() ? readRecord(walk.key) : 0
    walk.close()
  }

  get (id: RecordId): Buffer | undefined {
    return this.records.get(recordKey(id))
  }

  /** Walks all records, after the one given or before it. */
  walk (isReverse: boolean, beyond?: RecordId): Walk {
    if (isReverse) return this.records.walk('', beyond === undefined ? lastRecord : recordKey(beyond), true)
    return this.records.walk(beyond === undefined ? '' : recordKey(beyond + 1), lastRecord, false)
  }

  /** Adds a document. The buffer becomes the collection's own. @throws DuplicateKey (11000) and leaves no trace */
  insert (doc: Buffer): RecordId {
    const keys = this.indexes.map((index) => this.keysOf(index, doc))
    this.checkAll(doc, keys, undefined)
    const id = ++this.lastId
    const record = recordKey(id)
    this.store.put(this.records, record, doc)
    this.indexes.forEach((index, i) => { for (const key of keys[i]!) index.add(this.store, key, record) })
    this.count++
    return id
  }

  /** Puts a document in the place of another. @throws DuplicateKey (11000) and leaves no trace */
  replace (id: RecordId, old: Buffer, doc: Buffer): void {
    const before = this.indexes.map((index) => index.keysOf(old).keys)
    const after = this.indexes.map((index) => this.keysOf(index, doc))
    this.checkAll(doc, after.map((keys, i) => keys.filter((key) => !before[i]!.includes(key))), id)
    const record = recordKey(id)
    this.store.put(this.records, record, doc)
    this.indexes.forEach((index, i) => {
      for (const key of before[i]!) if (!after[i]!.includes(key)) index.remove(this.store, key, record)
      for (const key of after[i]!) if (!before[i]!.includes(key)) index.add(this.store, key, record)
    })
  }

  remove (id: RecordId, old: Buffer): void {
    const record = recordKey(id)
    this.store.remove(this.records, record)
    for (const index of this.indexes) for (const key of index.keysOf(old).keys) index.remove(this.store, key, record)
    this.count--
  }

  /** The keys of a document in an index, which learns whether they are of a new kind. */
  keysOf (index: Index, doc: Buffer): string[] {
    const { keys, arrays, isShortened } = index.keysOf(doc)
    if ((arrays & ~index.arrays) !== 0 || (isShortened && !index.isShortened)) {
      index.arrays |= arrays
      index.isShortened ||= isShortened
      this.learned(this)
    }
    return keys
  }

  private checkAll (doc: Buffer, keys: string[][], self: RecordId | undefined): void {
    this.indexes.forEach((index, i) => {
      if (index.isUnique) for (const key of keys[i]!) index.check(this.ns, doc, key, self)
    })
  }
}
