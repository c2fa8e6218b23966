import type { Document } from 'bson'
import { serialize } from 'bson'
import { decodeTyped } from '../bson/make.js'
import { T, readFields, type Value } from '../bson/raw.js'
import { describeValue, typeName } from '../bson/describe.js'
import { toDouble } from '../bson/number.js'
import { parseFilter } from '../query/filter.js'
import { isTrue } from '../query/truth.js'
import { Refusal } from '../refusal.js'
import type { Engine } from '../server/engine.js'
import type { Collection } from '../storage/collection.js'
import type { Index, IndexSpec } from '../storage/index.js'
import { recordKey, readRecord } from '../storage/record.js'
import { answer, type Command } from './command.js'
import { firstBatch, fromList } from './cursors.js'

/** Most indexes of a collection, as in MongoDB. */
const maxIndexes = 64

/** Documents indexed between two looks at other clients. */
const buildSlice = 2000

const fieldsOfIndex = ['v', 'key', 'name', 'unique', 'sparse', 'partialFilterExpression', 'expireAfterSeconds', 'background', 'hidden', 'ns']
const refusedFields = ['collation', 'weights', 'default_language', 'language_override', 'textIndexVersion', '2dsphereIndexVersion', 'bits', 'min', 'max', 'wildcardProjection', 'storageEngine', 'clustered', 'prepareUnique']

/** createIndexes */
export async function createIndexes (engine: Engine, command: Command): Promise<Buffer> {
  command.allow(['indexes', 'commitQuorum', 'ignoreUnknownIndexOptions'])
  const specs = command.documents('indexes').map(readSpec)
  if (specs.length === 0) throw new Refusal('BadValue', 'Must specify at least one index to create')
  const { ns } = command
  const createdCollectionAutomatically = engine.catalog.get(ns) === undefined
  const collection = engine.catalog.ensure(ns)
  const numIndexesBefore = collection.indexes.length
  for (const spec of specs) {
    if (isThere(collection, spec)) continue
    if (collection.indexes.length >= maxIndexes) throw new Refusal('CannotCreateIndex', `add index fails, too many indexes for ${ns} key:${JSON.stringify(spec.key)}`)
    await build(engine, collection, spec)
  }
  const numIndexesAfter = collection.indexes.length
  return answer({ numIndexesBefore, numIndexesAfter, createdCollectionAutomatically, ...(numIndexesBefore === numIndexesAfter ? { note: 'all indexes already exist' } : {}) })
}

async function build (engine: Engine, collection: Collection, spec: IndexSpec): Promise<void> {
  const index = engine.catalog.addIndex(collection, spec)
  if (index.isReady) return
  try {
    await fill(engine, collection, index)
    if (collection.isDropped) throw new Refusal(276, 'the collection was dropped while its index was built')
    index.isReady = true
    engine.catalog.save(collection)
  } catch (error) {
    if (!collection.isDropped) engine.catalog.dropIndex(collection, index)
    throw error
  }
}

/** Adds what is stored already; what other clients write meanwhile keeps the index itself. */
async function fill (engine: Engine, collection: Collection, index: Index): Promise<void> {
  let last = 0
  for (let count = buildSlice; count === buildSlice && !collection.isDropped;) {
    const walk = collection.walk(false, last)
    for (count = 0; count < buildSlice && walk.next(); count++) {
      last = readRecord(walk.key)
      for (const key of collection.keysOf(index, walk.value)) {
        if (index.isUnique) index.check(collection.ns, walk.value, key, last)
        index.add(engine.store, key, recordKey(last))
      }
    }
    walk.close()
    await (engine.store.pressure ?? new Promise((resolve) => { setImmediate(resolve) }))
  }
}

/** Whether this very index is there. @throws IndexOptionsConflict (85), IndexKeySpecsConflict (86) */
function isThere (collection: Collection, spec: IndexSpec): boolean {
  const keys = JSON.stringify(Object.entries(spec.key))
  const same = ({ spec: other }: Index): boolean => JSON.stringify(Object.entries(other.key)) === keys
  const options = ({ unique, sparse, partialFilterExpression, expireAfterSeconds, key }: IndexSpec): string =>
    JSON.stringify([unique === true && !('_id' in key && Object.keys(key).length === 1), sparse === true, partialFilterExpression ?? null, expireAfterSeconds ?? null])
  for (const index of collection.indexes) {
    const isNamed = index.spec.name === spec.name
    if (same(index)) {
      if (options(index.spec) === options(spec) && (isNamed || index.spec.name === '_id_')) return true
      const filters = JSON.stringify([index.spec.partialFilterExpression ?? null]) === JSON.stringify([spec.partialFilterExpression ?? null])
      if (isNamed) throw new Refusal('IndexKeySpecsConflict', `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation. Requested index: ${JSON.stringify(spec)}, existing index: ${JSON.stringify(index.spec)}`)
      if (options(index.spec) === options(spec)) throw new Refusal('IndexOptionsConflict', `Index already exists with a different name: ${index.spec.name}`)
      if (filters) throw new Refusal('IndexOptionsConflict', `An equivalent index already exists with a different name and options. Requested index: ${JSON.stringify(spec)}, existing index: ${JSON.stringify(index.spec)}`)
    } else if (isNamed) throw new Refusal('IndexKeySpecsConflict', `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation. Requested index: ${JSON.stringify(spec)}, existing index: ${JSON.stringify(index.spec)}`)
  }
  return false
}

function readSpec (value: Value): IndexSpec {
  const fields = new Map(readFields(value.buf, value.at))
  for (const name of fields.keys()) {
    if (refusedFields.includes(name)) throw new Refusal('CannotCreateIndex', `the index option ${name} is not supported by this store`)
    if (!fieldsOfIndex.includes(name)) throw new Refusal('InvalidIndexSpecificationOption', `The field '${name}' is not valid for an index specification.`)
  }
  const key = fields.get('key')
  if (key?.type !== T.object) throw new Refusal('FailedToParse', "The 'key' field is a required property of an index specification")
  const name = fields.get('name')
  if (name?.type !== T.string || name.text === '') throw new Refusal('FailedToParse', "The 'name' field is a required property of an index specification")
  const spec: IndexSpec = { v: 2, key: readKey(key), name: name.text }
  const isId = Object.keys(spec.key).length === 1 && '_id' in spec.key
  const partial = fields.get('partialFilterExpression')
  const expire = fields.get('expireAfterSeconds')
  if (fields.has('hidden') && isTrue(fields.get('hidden')!)) throw new Refusal('CannotCreateIndex', 'hidden indexes are not supported by this store')
  if (isSet(fields, 'unique')) spec.unique = true
  if (isSet(fields, 'sparse')) spec.sparse = true
  if (isId && (partial !== undefined || spec.sparse === true)) throw new Refusal('InvalidIndexSpecificationOption', `The field '${partial === undefined ? 'sparse' : 'partialFilterExpression'}' is not valid for an _id index specification.`)
  if (isId) return { v: 2, key: { _id: 1 }, name: '_id_' }
  if (partial !== undefined) spec.partialFilterExpression = readPartial(partial, spec)
  if (expire !== undefined) spec.expireAfterSeconds = readExpiry(expire, spec)
  return spec
}

const isSet = (fields: Map<string, Value>, name: string): boolean => fields.has(name) && isTrue(fields.get(name)!)

function readKey (key: Value): Record<string, number> {
  const out: Record<string, number> = {}
  for (const [path, value] of readFields(key.buf, key.at)) {
    if (value.type === T.string) throw new Refusal('CannotCreateIndex', `${value.text} indexes are not supported by this store`)
    const direction = value.isNumber ? toDouble(value) : Number.NaN
    if (!value.isNumber || direction === 0 || Number.isNaN(direction)) throw new Refusal('CannotCreateIndex', `Values in v:2 index key pattern cannot be of type ${typeName(value.type)}. Only numbers > 0, numbers < 0, and strings are allowed: ${path}`)
    if (path.includes('$**')) throw new Refusal('CannotCreateIndex', 'wildcard indexes are not supported by this store')
    if (path === '' || path.split('.').includes('')) throw new Refusal('CannotCreateIndex', 'Index keys cannot be an empty field.')
    if (path.split('.').some((part) => part.startsWith('$') && !['$ref', '$id', '$db'].includes(part))) throw new Refusal('CannotCreateIndex', "Index key contains an illegal field name: field name starts with '$'.")
    if (path in out) throw new Refusal('BadValue', `Field ${path} is given twice in an index`)
    out[path] = direction < 0 ? -1 : 1
  }
  const count = Object.keys(out).length
  if (count === 0) throw new Refusal('CannotCreateIndex', 'Index keys cannot be empty.')
  if (count > 31) throw new Refusal('CannotCreateIndex', 'Index keys cannot contain more than 31 fields.')
  return out
}

const partialOperators = ['$eq', '$exists', '$gt', '$gte', '$lt', '$lte', '$type', '$and', '$or', '$in']

function readPartial (partial: Value, spec: IndexSpec): Document {
  if (partial.type !== T.object) throw new Refusal('CannotCreateIndex', 'partialFilterExpression for an index must be an object')
  if (spec.sparse === true) throw new Refusal('CannotCreateIndex', 'cannot mix "partialFilterExpression" and "sparse" options')
  const check = (value: Value): void => {
    for (const [name, inner] of readFields(value.buf, value.at)) {
      const isUnfit = name.startsWith('$') && (!partialOperators.includes(name) || (name === '$exists' && !isTrue(inner)))
      if (isUnfit) throw new Refusal('CannotCreateIndex', `Expression not supported in partial index: ${name}`)
      if (inner.type === T.regex) throw new Refusal('CannotCreateIndex', `Expression not supported in partial index: ${name} regex`)
      if (inner.type === T.object || (inner.type === T.array && (name === '$and' || name === '$or'))) check(inner)
    }
  }
  check(partial)
  parseFilter(partial)
  return decodeTyped(partial) as Document
}

function readExpiry (expire: Value, spec: IndexSpec): number {
  const seconds = expire.isNumber ? toDouble(expire) : Number.NaN
  if (!(seconds >= 0 && seconds <= 0x7fffffff)) throw new Refusal('CannotCreateIndex', `TTL index 'expireAfterSeconds' option must be within an acceptable range, try a different number: ${describeValue(expire)}`)
  if (Object.keys(spec.key).length > 1) throw new Refusal('CannotCreateIndex', 'TTL indexes are single-field indexes, compound indexes do not support TTL.')
  return seconds
}

/** listIndexes */
export function listIndexes (engine: Engine, command: Command): Buffer {
  command.allow(['cursor'])
  const collection = engine.catalog.get(command.ns)
  if (collection === undefined) throw new Refusal('NamespaceNotFound', `ns does not exist: ${command.ns}`)
  const docs = collection.indexes.filter(({ isReady }) => isReady).map(({ spec }) => Buffer.from(serialize(spec)))
  return engine.cursors.begin(command.ns, fromList(docs), batchSizeOf(command), false)
}

/** The batch size in the `cursor` field of a command. */
export function batchSizeOf (command: Command): number {
  const size = command.document('cursor')?.get('batchSize')
  return size === undefined ? firstBatch : toDouble(size)
}

/** dropIndexes */
export function dropIndexes (engine: Engine, command: Command): Buffer {
  command.allow(['index'])
  const collection = engine.catalog.get(command.ns)
  if (collection === undefined) throw new Refusal('NamespaceNotFound', `ns not found ${command.ns}`)
  const nIndexesWas = collection.indexes.length
  const wanted = command.value('index', T.string, T.object, T.array)
  if (wanted === undefined) throw new Refusal(40414, "BSON field 'dropIndexes.index' is missing but a required field")
  const names = wanted.type === T.array ? [...readFields(wanted.buf, wanted.at)].map(([, value]) => value) : [wanted]
  const unwanted = names.flatMap((name) => select(collection, name))
  for (const index of unwanted) engine.catalog.dropIndex(collection, index)
  return answer({ nIndexesWas })
}

function select (collection: Collection, name: Value): Index[] {
  if (name.type === T.string && name.text === '*') return collection.indexes.filter(({ spec }) => spec.name !== '_id_')
  const keys = name.type === T.object ? JSON.stringify([...readFields(name.buf, name.at)].map(([path, value]) => [path, value.isNumber ? Math.sign(toDouble(value)) : 0])) : ''
  const found = collection.indexes.find(({ spec }) => name.type === T.string ? spec.name === name.text : JSON.stringify(Object.entries(spec.key)) === keys)
  if (found === undefined) throw new Refusal('IndexNotFound', name.type === T.string ? `index not found with name [${name.text}]` : `can't find index with key: ${describeValue(name)}`)
  if (found.spec.name === '_id_') throw new Refusal('InvalidOptions', 'cannot drop _id index')
  return [found]
}
