import { decodeTyped } from '../bson/make.js'
import { encodeValue } from '../bson/order.js'
import { T, readItems, type Value } from '../bson/raw.js'
import { Find, type Source } from '../query/find.js'
import { parseFilter } from '../query/filter.js'
import { planQuery } from '../query/plan.js'
import { Projection, toArray } from '../query/projection.js'
import { parseSort } from '../query/sort.js'
import { valuesAt } from '../query/values.js'
import { Refusal } from '../refusal.js'
import type { Engine } from '../server/engine.js'
import { answer, type Command, toNamespace } from './command.js'
import { firstBatch, fromList } from './cursors.js'
import { findHint } from './hint.js'
import { refuseLet } from './write.js'

export const findFields = ['filter', 'sort', 'projection', 'hint', 'skip', 'limit', 'batchSize', 'singleBatch', 'allowDiskUse', 'noCursorTimeout', 'let', 'allowPartialResults', 'returnKey', 'showRecordId', 'tailable', 'awaitData', 'max', 'min']

/** What a find command asks for, planned. */
export function toFind (engine: Engine, command: Command) {
  command.allow(findFields)
  refuseLet(command)
  for (const name of ['returnKey', 'showRecordId', 'tailable', 'awaitData']) if (command.flag(name)) throw new Refusal('BadValue', `${name} is not supported by this store`)
  for (const name of ['min', 'max']) if ((command.document(name)?.size ?? 0) > 0) throw new Refusal('BadValue', `${name} is not supported by this store`)
  const filter = parseFilter(command.value('filter', T.object))
  const sort = parseSort(command.value('sort', T.object))
  const fields = command.value('projection', T.object)
  const projection = fields === undefined || fields.end - fields.at === 5 ? undefined : new Projection(fields, {}, true)
  const skip = atLeastZero(command, 'skip') ?? 0
  const limit = command.number('limit') ?? 0
  const batchSize = atLeastZero(command, 'batchSize')
  if (limit < 0) throw new Refusal(51024, `BSON field 'limit' value must be >= 0, actual value '${limit}'`)
  const collection = engine.catalog.get(command.ns)
  if (collection === undefined) return { batchSize, source: fromList([]), filter, sort, plan: undefined, collection }
  const plan = planQuery(collection, { filter, sort, isLimited: limit > 0, hint: findHint(collection, command.fields.get('hint')) })
  const find = new Find(collection, plan, filter, sort, skip, limit === 0 ? Infinity : limit)
  const source: Source = projection === undefined
    ? find
    : {
        next () {
          const doc = find.next()
          return doc === undefined ? undefined : projection.apply(doc, filter)
        },
        pause: () => find.pause()
      }
  return { batchSize, source, find, filter, sort, plan, collection }
}

function atLeastZero (command: Command, name: string): number | undefined {
  const number = command.number(name)
  if (number !== undefined && number < 0) throw new Refusal(51024, `BSON field '${name}' value must be >= 0, actual value '${number}'`)
  return number
}

/** find */
export function find (engine: Engine, command: Command): Buffer {
  const { source, batchSize } = toFind(engine, command)
  return engine.cursors.begin(command.ns, source, batchSize ?? firstBatch, command.flag('singleBatch'))
}

/** getMore */
export function getMore (engine: Engine, command: Command): Buffer {
  command.allow(['collection', 'batchSize', 'term', 'lastKnownCommittedOpTime'])
  const id = command.value('getMore', T.long)
  if (id === undefined) throw new Refusal('TypeMismatch', "BSON field 'getMore.getMore' is the wrong type, expected type 'long'")
  return engine.cursors.more(id.buf.readBigInt64LE(id.at), toNamespace(command.db, command.text('collection') ?? ''), command.number('batchSize') || Infinity)
}

/** killCursors */
export function killCursors (engine: Engine, command: Command): Buffer {
  command.allow(['cursors'])
  const killed: Value[] = []
  const notFound: Value[] = []
  for (const id of readItems(command.value('cursors', T.array) ?? toArray([]))) {
    (id.type === T.long && engine.cursors.kill(id.buf.readBigInt64LE(id.at)) ? killed : notFound).push(id)
  }
  return answer({ cursorsKilled: killed.map(decodeTyped), cursorsNotFound: notFound.map(decodeTyped), cursorsAlive: [], cursorsUnknown: [] })
}

/** What a count command asks for, planned; undefined when there is no collection. */
export function toCount (engine: Engine, command: Command) {
  command.allow(['query', 'limit', 'skip', 'hint', 'fields'])
  const filter = parseFilter(command.value('query', T.object))
  const collection = engine.catalog.get(command.ns)
  const limit = Math.abs(command.number('limit') ?? 0)
  const skip = atLeastZero(command, 'skip') ?? 0
  if (collection === undefined) return undefined
  const plan = planQuery(collection, { filter, sort: [], isLimited: limit > 0, hint: findHint(collection, command.fields.get('hint')) })
  return { collection, plan, filter, find: new Find(collection, plan, filter, [], skip, limit === 0 ? Infinity : limit), isPlain: filter.isEmpty && limit === 0 && skip === 0 }
}

/** count */
export function count (engine: Engine, command: Command): Buffer {
  const query = toCount(engine, command)
  if (query === undefined) return answer({ n: 0 })
  if (query.isPlain) return answer({ n: query.collection.count })
  let n = 0
  while (query.find.next() !== undefined) n++
  query.find.pause()
  return answer({ n })
}

/** What a distinct command asks for, planned; undefined when there is no collection. */
export function toDistinct (engine: Engine, command: Command) {
  command.allow(['key', 'query', 'hint'])
  const key = command.text('key')
  if (key === undefined) throw new Refusal(40414, "BSON field 'distinct.key' is missing but a required field")
  const filter = parseFilter(command.value('query', T.object))
  const collection = engine.catalog.get(command.ns)
  if (collection === undefined) return undefined
  const plan = planQuery(collection, { filter, sort: [], isLimited: false, hint: findHint(collection, command.fields.get('hint')) })
  return { collection, plan, filter, parts: key.split('.').map((part) => Buffer.from(part)), find: new Find(collection, plan, filter, []) }
}

/** distinct */
export function distinct (engine: Engine, command: Command): Buffer {
  const query = toDistinct(engine, command)
  const found = new Map<string, Value>()
  for (let doc = query?.find.next(); doc !== undefined; doc = query!.find.next()) {
    for (const value of valuesAt(doc, query!.parts)) {
      const encoded = encodeValue(value)
      if (!found.has(encoded)) found.set(encoded, value)
    }
  }
  query?.find.pause()
  const values = [...found.entries()].sort(([a], [b]) => a < b ? -1 : 1).map(([, value]) => decodeTyped(value))
  return answer({ values })
}
