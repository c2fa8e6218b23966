import { T, readItems } from '../bson/raw.js'
import { decodeValue } from '../pipeline/expression.js'
import { run } from '../pipeline/run.js'
import type { Plan } from '../query/plan.js'
import type { Find } from '../query/find.js'
import { Refusal } from '../refusal.js'
import type { Engine } from '../server/engine.js'
import type { Command } from './command.js'
import { findHint } from './hint.js'
import { batchSizeOf } from './indexes.js'

/** What an aggregate command asks for, as a source; `seen` is told how it reads. */
export function toAggregate (engine: Engine, command: Command, seen?: (plan: Plan, find: Find) => void) {
  command.allow(['pipeline', 'cursor', 'explain', 'allowDiskUse', 'hint', 'let', 'bypassDocumentValidation'])
  if (command.fields.get('aggregate')!.type !== T.string) throw new Refusal('InvalidNamespace', 'aggregations without a collection are not supported by this store')
  const pipeline = command.value('pipeline', T.array)
  if (pipeline === undefined) throw new Refusal(40414, "BSON field 'aggregate.pipeline' is missing but a required field")
  const bound = command.value('let', T.object)
  const variables = bound === undefined ? {} : decodeValue(bound) as Record<string, unknown>
  const collection = engine.catalog.get(command.ns)
  const hint = collection === undefined ? undefined : findHint(collection, command.fields.get('hint'))
  return run(command.ns, readItems(pipeline), { catalog: engine.catalog, db: command.db, variables }, hint, seen)
}

/** aggregate */
export function aggregate (engine: Engine, command: Command): Buffer {
  if (command.flag('explain')) throw new Refusal('BadValue', 'the option explain of aggregate is not supported by this store: use the command explain')
  if (!command.has('cursor')) throw new Refusal('FailedToParse', "The 'cursor' option is required, except for aggregate with the explain argument")
  return engine.cursors.begin(command.ns, toAggregate(engine, command), batchSizeOf(command), false)
}
