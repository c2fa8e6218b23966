import { deserialize, type Document } from 'bson'
import { describeValue } from '../bson/describe.js'
import { T, Value } from '../bson/raw.js'
import { Writer } from '../bson/writer.js'
import type { Filter } from '../query/filter.js'
import { Refusal } from '../refusal.js'
import { readKeys, readKeyValues, type Component, type DocumentKeys } from './keys.js'
import { readRecord, recordBytes, type RecordId } from './record.js'
import type { Store } from './store.js'
import type { Tree } from './tree.js'

/** What an index is, as it stands in the catalogue and as listIndexes tells it. */
export interface IndexSpec {
  v: 2
  key: Record<string, number>
  name: string
  unique?: boolean
  sparse?: boolean
  partialFilterExpression?: Document
  expireAfterSeconds?: number
}

/** An index: encoded keys to records. A unique one holds the record as value, any other at the end of the key. */
export class Index {
  readonly spec: IndexSpec
  readonly components: Component[]
  readonly tree: Tree
  readonly partial: Filter | undefined
  /** Components that ever met an array, as bits. */
  arrays: number
  /** Whether a key was ever shortened: then the order of the index is not the order of the values. */
  isShortened: boolean
  /** False while the index is being built: it is kept up to date, but not yet to be read. */
  isReady = true

  constructor (spec: IndexSpec, tree: Tree, partial: Filter | undefined, arrays = 0, isShortened = false) {
    this.spec = spec
    this.tree = tree
    this.partial = partial
    this.arrays = arrays
    this.isShortened = isShortened
    this.components = Object.entries(spec.key).map(([path, direction]) => ({
      path, parts: path.split('.').map((part) => Buffer.from(part)), descending: direction < 0
    }))
  }

  get isUnique (): boolean {
    return this.spec.unique === true || this.spec.name === '_id_'
  }

  /** The keys of a document, none if a partial index leaves it out. */
  keysOf (doc: Buffer): DocumentKeys {
    if (this.partial !== undefined && !this.partial.matches(doc)) return { keys: [], arrays: 0, isShortened: false }
    return readKeys(doc, this.components, this.spec.sparse === true)
  }

  /** The record that holds a key in a unique index. */
  holder (key: string): RecordId | undefined {
    const value = this.tree.get(key)
    return value === undefined ? undefined : readRecord(value.toString('latin1', 0, recordBytes))
  }

  add (store: Store, key: string, record: string): void {
    if (this.isUnique) store.put(this.tree, key, Buffer.from(record, 'latin1'))
    else store.put(this.tree, key + record, nothing)
  }

  remove (store: Store, key: string, record: string): void {
    store.remove(this.tree, this.isUnique ? key : key + record)
  }

  /** The record of an entry met on a walk. */
  recordOf (key: string, value: Buffer): RecordId {
    return this.isUnique ? readRecord(value.toString('latin1', 0, recordBytes)) : readRecord(key, key.length - recordBytes)
  }

  /** Refuses a key that another record holds. @throws DuplicateKey (11000) */
  check (ns: string, doc: Buffer, key: string, self: RecordId | undefined): void {
    const holder = this.holder(key)
    if (holder === undefined || holder === self) return
    throw duplicate(ns, this, doc, key)
  }
}

const nothing = Buffer.alloc(0)

/** MongoDB's error for a key that is there already, with the key as pattern, as document and as text. */
function duplicate (ns: string, index: Index, doc: Buffer, key: string): Refusal {
  const values = readKeyValues(doc, index.components, key)
  const writer = new Writer()
  const start = writer.open()
  index.components.forEach(({ path }, i) => writer.value(path, values[i] ?? nullValue))
  writer.close(start)
  const text = index.components.map(({ path }, i) => `${path}: ${describeValue(values[i] ?? nullValue)}`).join(', ')
  return new Refusal('DuplicateKey', `E11000 duplicate key error collection: ${ns} index: ${index.spec.name} dup key: { ${text} }`, {
    keyPattern: index.spec.key, keyValue: deserialize(writer.take(), { promoteValues: false })
  })
}

const nullValue = new Value(T.null, nothing, 0, 0)
