import type { Document } from 'bson'
import { Branch } from '../bson/branch.js'
import { makeNumber, makeValue } from '../bson/make.js'
import { toDouble } from '../bson/number.js'
import { T, readFields, type Value } from '../bson/raw.js'
import { Writer } from '../bson/writer.js'
import { typeName } from '../bson/describe.js'
import type { Source } from '../query/find.js'
import { parseFilter } from '../query/filter.js'
import { Projection } from '../query/projection.js'
import { parseSort, sortKey } from '../query/sort.js'
import { Refusal } from '../refusal.js'
import type { Catalog } from '../storage/catalog.js'
import { parseExpression, type Expression } from './expression.js'
import { parseBucket, parseGroup, parseSortByCount } from './group.js'
import { parseFacet, parseLookup } from './join.js'
import { parseUnwind } from './unwind.js'

/** What stages know of the world: other collections, and variables bound outside. */
export interface Scope { catalog: Catalog, db: string, variables: Document }

/** A stage: it takes documents and gives documents. */
export type Stage = (input: Source) => Source

type Parser = (operand: Value, scope: Scope) => Stage

/** Gives a source whose pause is that of the one it reads from. */
export const derive = (input: Source, next: () => Buffer | undefined): Source => ({ next, pause: () => input.pause() })

/** A stage that turns each document into one other. */
const each = (change: (doc: Buffer) => Buffer): Stage => (input) => derive(input, () => {
  const doc = input.next()
  return doc === undefined ? undefined : change(doc)
})

/** A stage that reads all before it gives the first. */
export const gather = (work: (docs: Buffer[]) => Buffer[]): Stage => (input) => {
  let out: Buffer[] | undefined
  let at = 0
  return derive(input, () => {
    if (out === undefined) {
      const docs: Buffer[] = []
      for (let doc = input.next(); doc !== undefined; doc = input.next()) docs.push(doc)
      out = work(docs)
    }
    return out[at++]
  })
}

const parsers: Record<string, Parser> = Object.assign(Object.create(null) as Record<string, Parser>, {
  $match (operand: Value, { variables }: Scope): Stage {
    if (operand.type !== T.object) throw new Refusal(15959, 'the match filter must be an expression in an object')
    const filter = parseFilter(operand, variables)
    return (input: Source) => derive(input, () => {
      for (;;) {
        const doc = input.next()
        if (doc === undefined || filter.matches(doc)) return doc
      }
    })
  },
  $project (operand: Value, { variables }: Scope): Stage {
    if (operand.type !== T.object) throw new Refusal(15969, '$project specification must be an object')
    if (operand.end - operand.at === 5) throw new Refusal(51272, 'Invalid $project :: caused by :: projection specification must have at least one field')
    const projection = new Projection(operand, variables, false)
    return each((doc) => projection.apply(doc))
  },
  $addFields: parseAddFields,
  $set: parseAddFields,
  $unset: parseUnset,
  $group: parseGroup,
  $sort (operand: Value): Stage {
    if (operand.type !== T.object) throw new Refusal(15973, 'the $sort key specification must be an object')
    const fields = parseSort(operand)
    if (fields.length === 0) throw new Refusal(15976, '$sort stage must have at least one sort key')
    return gather((docs) => docs.map((doc) => ({ doc, key: sortKey(fields, doc, 0) })).sort((a, b) => a.key < b.key ? -1 : a.key > b.key ? 1 : 0).map(({ doc }) => doc))
  },
  $limit (operand: Value): Stage {
    const limit = toCount(operand, '$limit')
    if (limit === 0) throw new Refusal(15958, 'the limit must be positive')
    return (input: Source) => {
      let left = limit
      return derive(input, () => left-- > 0 ? input.next() : undefined)
    }
  },
  $skip (operand: Value): Stage {
    const skip = toCount(operand, '$skip')
    return (input: Source) => {
      let left = skip
      return derive(input, () => {
        for (; left > 0; left--) if (input.next() === undefined) return undefined
        return input.next()
      })
    }
  },
  $count (operand: Value): Stage {
    if (operand.type !== T.string || operand.text === '') throw new Refusal(40156, 'the count field must be a non-empty string')
    const name = operand.text
    if (name.startsWith('$')) throw new Refusal(40158, 'the count field cannot be a $-prefixed path')
    if (name.includes('.')) throw new Refusal(40160, "the count field cannot contain '.'")
    return gather((docs) => docs.length === 0 ? [] : [toDocument([[name, makeNumber(T.int, docs.length)]])])
  },
  $unwind: parseUnwind,
  $facet: parseFacet,
  $lookup: parseLookup,
  $replaceRoot (operand: Value, { variables }: Scope): Stage {
    const fields = operand.type === T.object ? new Map(readFields(operand.buf, operand.at)) : new Map<string, Value>()
    const root = fields.get('newRoot')
    if (root === undefined || fields.size > 1) throw new Refusal(40231, 'no newRoot specified for the $replaceRoot stage')
    return replaceWith(parseExpression(root, variables))
  },
  $replaceWith: (operand: Value, { variables }: Scope): Stage => replaceWith(parseExpression(operand, variables)),
  $sortByCount: parseSortByCount,
  $bucket: parseBucket
})

/** Reads a pipeline. @throws Location40323, Location40324 for an unknown stage */
export function parsePipeline (stages: Value[], scope: Scope): Stage[] {
  return stages.map((stage) => {
    const [name, operand] = stageOf(stage)
    const parser = parsers[name]
    if (parser === undefined) throw new Refusal(40324, `Unrecognized pipeline stage name: '${name}'`)
    return parser(operand, scope)
  })
}

/** The name and operand of a stage. @throws Location40323 */
export function stageOf (stage: Value): [string, Value] {
  if (stage.type !== T.object) throw new Refusal('TypeMismatch', "Each element of the 'pipeline' array must be an object")
  const fields = [...readFields(stage.buf, stage.at)]
  if (fields.length !== 1) throw new Refusal(40323, 'A pipeline stage specification object must contain exactly one field.')
  return fields[0]!
}

/** A whole number of $skip or $limit. */
export function toCount (operand: Value, name: string): number {
  const number = operand.isNumber ? toDouble(operand) : Number.NaN
  if (!Number.isInteger(number) || number < 0) throw new Refusal(name === '$limit' ? 2107201 : 2107200, `invalid argument to ${name} stage: Expected a non-negative ${operand.isNumber ? 'integer' : 'number'} in: ${name}`)
  return number
}

/** A document of these fields. */
export function toDocument (fields: Array<[string, Value]>): Buffer {
  const writer = new Writer()
  const start = writer.open()
  for (const [name, value] of fields) writer.value(name, value)
  writer.close(start)
  return writer.take()
}

function replaceWith (expression: Expression): Stage {
  return each((doc) => {
    const value = expression.valueFor(doc)
    if (value?.type !== T.object) throw new Refusal(40228, `PlanExecutor error during aggregation :: caused by :: 'newRoot' expression must evaluate to an object, but resulting value was of type: ${value === undefined ? 'missing' : typeName(value.type)}`)
    return Buffer.from(value.bytes)
  })
}

function parseUnset (operand: Value): Stage {
  const names = operand.type === T.string ? [operand] : operand.type === T.array ? [...readFields(operand.buf, operand.at)].map(([, value]) => value) : []
  if (names.length === 0 || names.some(({ type }) => type !== T.string)) throw new Refusal(31002, '$unset specification must be a string or an array containing only string values')
  const projection = new Projection(makeValue(Object.fromEntries(names.map(({ text }) => [text, 0]))), {}, false)
  return each((doc) => projection.apply(doc))
}

function parseAddFields (operand: Value, { variables }: Scope): Stage {
  if (operand.type !== T.object) throw new Refusal(40272, '$addFields specification stage must be an object')
  const fields = flatten(operand, []).map(([path, value]) => [path, parseExpression(value, variables)] as const)
  return each((doc) => {
    const root = Branch.read(doc, 0, false)
    for (const [path, expression] of fields) {
      const value = expression.valueFor(doc)
      if (value === undefined) remove(root, path)
      else put(root, path, value)
    }
    return root.toBuffer()
  })
}

function flatten (spec: Value, prefix: string[]): Array<[string[], Value]> {
  return [...readFields(spec.buf, spec.at)].flatMap(([name, value]): Array<[string[], Value]> => {
    if (name.startsWith('$')) throw new Refusal(16410, `FieldPath field names may not start with '$'. Consider using $getField or $setField: ${name}`)
    if (name.split('.').includes('')) throw new Refusal(40353, 'FieldPath field names may not be empty strings.')
    const path = [...prefix, ...name.split('.')]
    const isNested = value.type === T.object && value.end - value.at > 5 && ![...readFields(value.buf, value.at)].some(([inner]) => inner.startsWith('$'))
    return isNested ? flatten(value, path) : [[path, value]]
  })
}

/** Sets a path, in every element of the arrays on its way; what is no document gives way to one. */
function put (parent: Branch, [name, ...rest]: string[], value: Value): void {
  if (rest.length === 0) return parent.set(name!, value)
  const child = parent.open(name!)
  if (child === undefined) {
    const made = new Branch(false)
    parent.set(name!, made)
    return put(made, rest, value)
  }
  if (!child.isArray) return put(child, rest, value)
  child.nodes.forEach((_node, i) => {
    const item = child.open(String(i))
    if (item === undefined || item.isArray) {
      const made = new Branch(false)
      child.set(String(i), made)
      put(made, rest, value)
    } else put(item, rest, value)
  })
}

function remove (parent: Branch, [name, ...rest]: string[]): void {
  if (rest.length === 0) return parent.isArray ? undefined : parent.unset(name!)
  const child = parent.open(name!)
  if (child?.isArray === true) child.nodes.forEach((_node, i) => { const item = child.open(String(i)); if (item !== undefined) remove(item, rest) })
  else if (child !== undefined) remove(child, rest)
}
