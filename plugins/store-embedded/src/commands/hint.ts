import { toDouble } from '../bson/number.js'
import { T, readFields, type Value } from '../bson/raw.js'
import { Refusal } from '../refusal.js'
import type { Collection } from '../storage/collection.js'
import type { Index } from '../storage/index.js'

/** The index that a hint names, by its name or its keys. @throws BadValue (2) when there is none */
export function findHint (collection: Collection, hint: Value | undefined): Index | 'natural' | undefined {
  if (hint === undefined || (hint.type === T.object && hint.end - hint.at === 5)) return undefined
  if (hint.type === T.string) {
    const named = collection.indexes.find(({ spec, isReady }) => spec.name === hint.text && isReady)
    if (named !== undefined) return named
  } else if (hint.type === T.object) {
    const fields = [...readFields(hint.buf, hint.at)]
    if (fields[0]![0] === '$natural') return 'natural'
    const wanted = JSON.stringify(fields.map(([name, value]) => [name, value.isNumber ? toDouble(value) : undefined]))
    const keyed = collection.indexes.find(({ spec, isReady }) => isReady && JSON.stringify(Object.entries(spec.key)) === wanted)
    if (keyed !== undefined) return keyed
  } else throw new Refusal('FailedToParse', 'Hint must be a string or an object')
  throw new Refusal('BadValue', 'error processing query: planner returned error :: caused by :: hint provided does not correspond to an existing index')
}
