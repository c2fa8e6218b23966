import { ObjectId, type Document } from 'bson'
import { describeValue, typeName } from '../bson/describe.js'
import { T, Value, getField, readFields } from '../bson/raw.js'
import { Writer } from '../bson/writer.js'
import { Find } from '../query/find.js'
import { parseFilter } from '../query/filter.js'
import { isTrue } from '../query/truth.js'
import { planQuery } from '../query/plan.js'
import { Refusal } from '../refusal.js'
import type { Engine } from '../server/engine.js'
import type { Collection } from '../storage/collection.js'
import { checkSize, Update } from '../update/update.js'
import { upsertBase } from '../update/upsert.js'
import { answer, type Command } from './command.js'
import { findHint } from './hint.js'
import { decodeTyped } from '../bson/make.js'

/** Most statements of one write command, as in MongoDB. */
export const maxBatch = 100_000

const idField = Buffer.from('_id')

interface WriteError { index: number, code: number, errmsg: string, keyPattern?: unknown, keyValue?: unknown }

/** Runs statements one by one; an ordered command stops at the first that is refused. */
function runAll (command: Command, statements: Value[], run: (statement: Value, index: number) => void): WriteError[] {
  if (statements.length === 0 || statements.length > maxBatch) throw new Refusal('InvalidLength', `Write batch sizes must be between 1 and ${maxBatch}. Got ${statements.length} operations.`)
  const isOrdered = !command.has('ordered') || command.flag('ordered')
  const errors: WriteError[] = []
  for (const [index, statement] of statements.entries()) {
    try {
      run(statement, index)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      errors.push({ index, code: error.code, errmsg: error.message, ...error.extra })
      if (isOrdered) break
    }
  }
  return errors
}

const withErrors = (fields: Document, errors: WriteError[]): Buffer => answer(errors.length === 0 ? fields : { ...fields, writeErrors: errors })

/** insert */
export function insert (engine: Engine, command: Command): Buffer {
  command.allow(['documents', 'ordered', 'bypassDocumentValidation'])
  const collection = engine.catalog.ensure(command.ns)
  let n = 0
  const errors = runAll(command, command.documents('documents'), (doc) => {
    collection.insert(prepare(doc))
    n++
  })
  return withErrors({ n }, errors)
}

/** A document as it is stored: a copy of its own, with its _id first. @throws BadValue (2), ObjectTooLarge (10334) */
export function prepare (doc: Value): Buffer {
  const { buf, at, end } = doc
  const id = getField(buf, at, idField)
  if (id !== undefined) checkId(id)
  const isFirst = id !== undefined && id.at === at + 9
  if (isFirst) return checkSize(Buffer.from(buf.subarray(at, end)))
  const writer = new Writer(end - at + 32)
  const start = writer.open()
  if (id === undefined) {
    writer.name(T.objectId, '_id')
    writer.bytes(Buffer.from(new ObjectId().id))
  } else writer.value('_id', id)
  for (const [name, value] of readFields(buf, at)) if (name !== '_id') writer.value(name, value)
  writer.close(start)
  return checkSize(writer.take())
}

function checkId (id: Value): void {
  if (id.type === T.array || id.type === T.regex || id.type === T.undefined) throw new Refusal(id.type === T.array ? 53 : 'BadValue', `The '_id' value cannot be of type ${typeName(id.type)}`)
  if (id.type !== T.object) return
  for (const [name] of readFields(id.buf, id.at)) if (name.startsWith('$')) throw new Refusal('DollarPrefixedFieldName', `_id fields may not contain '$'-prefixed fields: ${name} is not valid for storage.`)
}

const updateFields = ['q', 'u', 'c', 'multi', 'upsert', 'arrayFilters', 'hint', 'collation', 'sort']

/** update */
export function update (engine: Engine, command: Command): Buffer {
  command.allow(['updates', 'ordered', 'bypassDocumentValidation', 'let'])
  refuseLet(command)
  const { ns } = command
  let n = 0
  let nModified = 0
  const upserted: Array<{ index: number, _id: unknown }> = []
  const errors = runAll(command, command.documents('updates'), (statement, index) => {
    const fields = readStatement(command.name, statement, updateFields)
    if (fields.has('sort')) throw new Refusal('BadValue', 'sort in an update statement is not supported by this store: use findAndModify')
    const result = updateStatement(engine, ns, fields)
    n += result.n
    nModified += result.nModified
    if (result.upserted !== undefined) upserted.push({ index, _id: result.upserted })
  })
  return withErrors({ n, nModified, ...(upserted.length > 0 ? { upserted } : {}) }, errors)
}

export function readStatement (name: string, statement: Value, allowed: string[]): Map<string, Value> {
  const fields = new Map(readFields(statement.buf, statement.at))
  for (const field of fields.keys()) if (!allowed.includes(field)) throw new Refusal(40415, `BSON field '${name}.${name}s.${field}' is an unknown field.`)
  if (fields.has('collation')) throw new Refusal('BadValue', 'collation is not supported by this store')
  return fields
}

export function refuseLet (command: Command): void {
  const variables = command.document('let')
  if (variables !== undefined && variables.size > 0) throw new Refusal('BadValue', `let is not supported in ${command.name} by this store`)
}

const isSet = (value: Value | undefined): boolean => value !== undefined && isTrue(value)

function updateStatement (engine: Engine, ns: string, fields: Map<string, Value>): { n: number, nModified: number, upserted?: unknown } {
  const isMulti = isSet(fields.get('multi'))
  const source = fields.get('u')
  if (source === undefined) throw new Refusal(40414, "BSON field 'update.updates.u' is missing but a required field")
  const change = new Update(source, fields.get('arrayFilters'))
  if (isMulti && change.isReplacement) throw new Refusal('FailedToParse', 'multi update is not supported for replacement-style update')
  const filter = parseFilter(fields.get('q'))
  const isUpsert = isSet(fields.get('upsert'))
  const collection = isUpsert ? engine.catalog.ensure(ns) : engine.catalog.get(ns)
  if (collection === undefined) return { n: 0, nModified: 0 }
  const plan = planQuery(collection, { filter, sort: [], isLimited: !isMulti, hint: findHint(collection, fields.get('hint')) })
  const found = new Find(collection, plan, filter, [], 0, isMulti ? Infinity : 1)
  const matches = collectMatches(found)
  const now = new Date()
  let nModified = 0
  for (const id of matches) {
    const doc = collection.get(id)!
    if (changeOne(collection, change, id, doc, filter.positionIn(doc), now) !== undefined) nModified++
  }
  if (matches.length > 0 || !isUpsert) return { n: matches.length, nModified }
  return { n: 1, nModified: 0, upserted: upsert(collection, change, fields.get('q'), now).id }
}

function collectMatches (found: Find): number[] {
  const ids: number[] = []
  while (found.next() !== undefined) ids.push(found.id)
  found.pause()
  return ids
}

/** Applies an update to one document; answers the new one if anything changed. */
export function changeOne (collection: Collection, change: Update, id: number, doc: Buffer, position: number | undefined, now: Date): Buffer | undefined {
  const made = change.apply(doc, { position, isInsert: false, now })
  if (made === doc) return undefined
  collection.replace(id, doc, made)
  return made
}

/** Inserts what an upsert makes of its filter and its update. */
export function upsert (collection: Collection, change: Update, query: Value | undefined, now: Date): { id: unknown, doc: Buffer } {
  const base = upsertBase(query, change.isReplacement)
  const made = change.apply(base, { position: undefined, isInsert: true, now })
  const doc = prepare(new Value(T.object, made, 0, made.length))
  collection.insert(doc)
  return { id: decodeId(doc), doc }
}

/** delete */
export function remove (engine: Engine, command: Command): Buffer {
  command.allow(['deletes', 'ordered', 'let'])
  refuseLet(command)
  const { ns } = command
  let n = 0
  const errors = runAll(command, command.documents('deletes'), (statement) => {
    const fields = readStatement(command.name, statement, ['q', 'limit', 'hint', 'collation'])
    const limit = fields.get('limit')
    if (limit === undefined || !limit.isNumber || !['0', '1'].includes(describeValue(limit))) throw new Refusal('FailedToParse', 'The limit field in delete objects must be 0 or 1.')
    const filter = parseFilter(fields.get('q'))
    const collection = engine.catalog.get(ns)
    if (collection === undefined) return
    const isLimited = describeValue(limit) === '1'
    const plan = planQuery(collection, { filter, sort: [], isLimited, hint: findHint(collection, fields.get('hint')) })
    for (const id of collectMatches(new Find(collection, plan, filter, [], 0, isLimited ? 1 : Infinity))) {
      collection.remove(id, collection.get(id)!)
      n++
    }
  })
  return withErrors({ n }, errors)
}

function decodeId (doc: Buffer): unknown {
  return decodeTyped(getField(doc, 0, idField)!)
}
