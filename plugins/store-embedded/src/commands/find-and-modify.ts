import { makeValue } from '../bson/make.js'
import { T, type Value } from '../bson/raw.js'
import { Writer } from '../bson/writer.js'
import { Find } from '../query/find.js'
import { parseFilter } from '../query/filter.js'
import { planQuery } from '../query/plan.js'
import { Projection } from '../query/projection.js'
import { parseSort } from '../query/sort.js'
import { Refusal } from '../refusal.js'
import type { Engine } from '../server/engine.js'
import { Update } from '../update/update.js'
import type { Command } from './command.js'
import { findHint } from './hint.js'
import { changeOne, refuseLet, upsert } from './write.js'

/** findAndModify: changes or removes one document and answers it as it was or as it is. */
export function findAndModify (engine: Engine, command: Command): Buffer {
  command.allow(['query', 'sort', 'remove', 'update', 'new', 'fields', 'upsert', 'arrayFilters', 'hint', 'let', 'bypassDocumentValidation'])
  refuseLet(command)
  const isRemove = command.flag('remove')
  const source = command.value('update', T.object, T.array)
  if (isRemove === (source !== undefined)) throw new Refusal('FailedToParse', isRemove ? 'Cannot specify both an update and remove=true' : 'Either an update or remove=true must be specified')
  const isNew = command.flag('new')
  const isUpsert = command.flag('upsert')
  if (isRemove && (isNew || isUpsert)) throw new Refusal('FailedToParse', `Cannot specify both ${isUpsert ? 'upsert' : 'new'}=true and remove=true${isNew ? "; 'remove' always returns the deleted document" : ''}`)
  const change = source === undefined ? undefined : new Update(source, command.value('arrayFilters', T.array))
  const query = command.value('query', T.object)
  const filter = parseFilter(query)
  const sort = parseSort(command.value('sort', T.object))
  const fields = command.value('fields', T.object)
  const projection = fields === undefined || fields.end - fields.at === 5 ? undefined : new Projection(fields, {}, true)
  const collection = isUpsert ? engine.catalog.ensure(command.ns) : engine.catalog.get(command.ns)
  if (collection === undefined) return reply(undefined, 0, isRemove ? undefined : false)
  const plan = planQuery(collection, { filter, sort, isLimited: true, hint: findHint(collection, command.fields.get('hint')) })
  const found = new Find(collection, plan, filter, sort, 0, 1)
  const doc = found.next()
  found.pause()
  const show = (shown: Buffer): Buffer => projection === undefined ? shown : projection.apply(shown, filter)
  const now = new Date()
  if (doc === undefined) {
    if (!isUpsert) return reply(undefined, 0, isRemove ? undefined : false)
    const made = upsert(collection, change!, query, now)
    return reply(isNew ? show(made.doc) : undefined, 1, false, makeValue(made.id))
  }
  if (change === undefined) {
    const shown = show(doc)
    collection.remove(found.id, doc)
    return reply(shown, 1)
  }
  const made = changeOne(collection, change, found.id, doc, filter.positionIn(doc), now) ?? doc
  return reply(show(isNew ? made : doc), 1, true)
}

function reply (shown: Buffer | undefined, n: number, updatedExisting?: boolean, upserted?: Value): Buffer {
  const writer = new Writer((shown?.length ?? 0) + 128)
  const start = writer.open()
  writer.name(T.object, 'lastErrorObject')
  const last = writer.open()
  writer.int('n', n)
  if (updatedExisting !== undefined) {
    writer.name(T.bool, 'updatedExisting')
    writer.byte(updatedExisting ? 1 : 0)
  }
  if (upserted !== undefined) writer.value('upserted', upserted)
  writer.close(last)
  if (shown === undefined) writer.name(T.null, 'value')
  else writer.doc('value', shown)
  writer.double('ok', 1)
  writer.close(start)
  return writer.take()
}
