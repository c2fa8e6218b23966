import { nullValue } from '../bson/branch.js'
import { makeValue } from '../bson/make.js'
import { encodeValue } from '../bson/order.js'
import { T, readFields, readItems, type Value } from '../bson/raw.js'
import type { Source } from '../query/find.js'
import { Refusal } from '../refusal.js'
import { parseAccumulator, type Accumulator } from './accumulators.js'
import { parseExpression } from './expression.js'
import { derive, toDocument, type Scope, type Stage } from './stages.js'

interface Group { id: Value, gatherers: Array<ReturnType<Accumulator['make']>> }

/** Groups all documents by a key; only the groups are kept, not the documents. */
function groupBy (keyOf: (doc: Buffer) => Value, accumulators: Accumulator[], order?: (a: string, b: string) => number): Stage {
  return (input: Source) => {
    let out: Buffer[] | undefined
    let at = 0
    return derive(input, () => {
      out ??= groupAll(input, keyOf, accumulators, order)
      return out[at++]
    })
  }
}

function groupAll (input: Source, keyOf: (doc: Buffer) => Value, accumulators: Accumulator[], order?: (a: string, b: string) => number): Buffer[] {
  const groups = new Map<string, Group>()
  for (let doc = input.next(); doc !== undefined; doc = input.next()) {
    const id = keyOf(doc)
    const key = encodeValue(id)
    let group = groups.get(key)
    if (group === undefined) {
      group = { id, gatherers: accumulators.map(({ make }) => make()) }
      groups.set(key, group)
    }
    for (const [i, { expression }] of accumulators.entries()) group.gatherers[i]!.take(expression.valueFor(doc))
  }
  const entries = [...groups.entries()]
  if (order !== undefined) entries.sort(([a], [b]) => order(a, b))
  return entries.map(([, { id, gatherers }]) => toDocument([['_id', id], ...gatherers.map((gatherer, i): [string, Value] => [accumulators[i]!.name, gatherer.result()])]))
}

/** $group */
export function parseGroup (operand: Value, { variables }: Scope): Stage {
  if (operand.type !== T.object) throw new Refusal(15947, "a group's fields must be specified in an object")
  const fields = new Map(readFields(operand.buf, operand.at))
  const id = fields.get('_id')
  if (id === undefined) throw new Refusal(15955, 'a group specification must include an _id')
  fields.delete('_id')
  const key = parseExpression(id, variables)
  return groupBy((doc) => key.valueFor(doc) ?? nullValue, [...fields].map(([name, value]) => parseAccumulator(name, value, variables)))
}

/** $sortByCount */
export function parseSortByCount (operand: Value, { variables }: Scope): Stage {
  const isFit = operand.type === T.object ? [...readFields(operand.buf, operand.at)][0]?.[0].startsWith('$') === true : operand.type === T.string && operand.text.startsWith('$')
  if (!isFit) throw new Refusal(operand.type === T.object ? 40147 : 40149, 'the sortByCount field must be defined as a $-prefixed path or an expression inside an object')
  const key = parseExpression(operand, variables)
  const count = parseAccumulator('count', makeValue({ $sum: 1 }), variables)
  return (input) => {
    let out: Buffer[] | undefined
    let at = 0
    return derive(input, () => {
      out ??= groupAll(input, (doc) => key.valueFor(doc) ?? nullValue, [count]).sort((a, b) => countOf(b) - countOf(a))
      return out[at++]
    })
  }
}

/** The count at the end of a document `{ _id, count }`. */
const countOf = (doc: Buffer): number => doc.readInt32LE(doc.length - 5)

/** $bucket */
export function parseBucket (operand: Value, { variables }: Scope): Stage {
  const fields = operand.type === T.object ? new Map(readFields(operand.buf, operand.at)) : new Map<string, Value>()
  for (const name of fields.keys()) if (!['groupBy', 'boundaries', 'default', 'output'].includes(name)) throw new Refusal(40197, `Unrecognized option to $bucket: ${name}.`)
  const by = fields.get('groupBy')
  const boundaries = fields.get('boundaries')
  if (by === undefined || boundaries === undefined) throw new Refusal(40198, "$bucket requires 'groupBy' and 'boundaries' to be specified.")
  if (boundaries.type !== T.array) throw new Refusal(40200, "The $bucket 'boundaries' field must be an array")
  const edges = readItems(boundaries).map((value) => ({ value, key: encodeValue(value) }))
  if (edges.length < 2) throw new Refusal(40192, "The $bucket 'boundaries' field must have at least 2 values")
  edges.forEach(({ key }, i) => { if (i > 0 && key <= edges[i - 1]!.key) throw new Refusal(40194, "The 'boundaries' option to $bucket must be sorted in ascending order") })
  const other = fields.get('default')
  const otherKey = other === undefined ? '' : encodeValue(other)
  if (other !== undefined && otherKey >= edges[0]!.key && otherKey < edges.at(-1)!.key) throw new Refusal(40199, "The $bucket 'default' field must be less than the lowest boundary or greater than or equal to the highest boundary.")
  const expression = parseExpression(by, variables)
  const output = fields.get('output')
  const accumulators = output === undefined
    ? [parseAccumulator('count', makeValue({ $sum: 1 }), variables)]
    : [...readFields(output.buf, output.at)].map(([name, value]) => parseAccumulator(name, value, variables))
  return groupBy((doc) => {
    const key = encodeValue(expression.valueFor(doc) ?? nullValue)
    const at = edges.findLastIndex((edge) => edge.key <= key)
    if (at >= 0 && at < edges.length - 1) return edges[at]!.value
    if (other === undefined) throw new Refusal(40066, '$switch could not find a matching branch for an input, and no default was specified.')
    return other
  }, accumulators, (a, b) => a < b ? -1 : 1)
}
