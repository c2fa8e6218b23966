import { evalExpr } from 'mingo/core'
import { makeValue } from '../bson/make.js'
import { encodeValue } from '../bson/order.js'
import { Refusal } from '../refusal.js'

type Operator = (doc: unknown, expression: unknown, options: unknown) => unknown

const evaluate = (doc: unknown, expression: unknown, options: unknown): unknown => evalExpr(doc, expression, options as never)

/** The place of a JavaScript value in MongoDB's order; a missing value comes first. */
export const toOrder = (value: unknown): string => value === undefined ? '' : encodeValue(makeValue(value))

/** Compares two JavaScript values as MongoDB does. */
export function compare (a: unknown, b: unknown): number {
  if (typeof a === typeof b && (typeof a === 'number' || typeof a === 'boolean')) return a! < b! ? -1 : a! > b! ? 1 : 0
  const x = toOrder(a)
  const y = toOrder(b)
  return x < y ? -1 : x > y ? 1 : 0
}

const comparison = (name: string, decide: (order: number) => unknown): Operator => (doc, expression, options) => {
  if (!Array.isArray(expression) || expression.length !== 2) throw new Refusal(16020, `Expression ${name} takes exactly 2 arguments. ${Array.isArray(expression) ? expression.length : 1} were passed in.`)
  return decide(compare(evaluate(doc, expression[0], options), evaluate(doc, expression[1], options)))
}

/** Whether MongoDB takes a value for true in an expression. */
export const isTruthy = (value: unknown): boolean => value !== undefined && value !== null && value !== false && value !== 0 && !(typeof value === 'object' && '_bsontype' in value && Number(value) === 0)

const listOf = (doc: unknown, expression: unknown, options: unknown): unknown[] => {
  const value = evaluate(doc, expression, options)
  if (!Array.isArray(expression)) return Array.isArray(value) ? value : [value]
  const items = value as unknown[]
  return items.length === 1 && Array.isArray(items[0]) ? items[0] as unknown[] : items
}

const numbersOf = (doc: unknown, expression: unknown, options: unknown): number[] =>
  listOf(doc, expression, options).filter((item) => typeof item === 'number')

const extreme = (sign: number): Operator => (doc, expression, options) => {
  let best: unknown
  for (const item of listOf(doc, expression, options)) {
    if (item !== undefined && item !== null && (best === undefined || compare(item, best) * sign > 0)) best = item
  }
  return best ?? null
}

/** Operators whose meaning in mingo differs from MongoDB's: all that compare, and those over lists of numbers. */
export const ownOperators: Record<string, Operator> = {
  $eq: comparison('$eq', (order) => order === 0),
  $ne: comparison('$ne', (order) => order !== 0),
  $gt: comparison('$gt', (order) => order > 0),
  $gte: comparison('$gte', (order) => order >= 0),
  $lt: comparison('$lt', (order) => order < 0),
  $lte: comparison('$lte', (order) => order <= 0),
  $cmp: comparison('$cmp', (order) => order),
  $and: (doc, expression, options) => (Array.isArray(expression) ? expression : [expression]).every((one) => isTruthy(evaluate(doc, one, options))),
  $or: (doc, expression, options) => (Array.isArray(expression) ? expression : [expression]).some((one) => isTruthy(evaluate(doc, one, options))),
  $not: (doc, expression, options) => !isTruthy(evaluate(doc, Array.isArray(expression) ? expression[0] : expression, options)),
  $in (doc, expression, options) {
    const [needle, list] = evaluate(doc, expression, options) as [unknown, unknown]
    if (!Array.isArray(list)) throw new Refusal(40081, '$in requires an array as a second argument')
    return list.some((item) => compare(item, needle) === 0)
  },
  $max: extreme(1),
  $min: extreme(-1),
  $sum: (doc, expression, options) => numbersOf(doc, expression, options).reduce((sum, item) => sum + item, 0),
  $avg (doc, expression, options) {
    const numbers = numbersOf(doc, expression, options)
    return numbers.length === 0 ? null : numbers.reduce((sum, item) => sum + item, 0) / numbers.length
  },
  $first: (doc, expression, options) => edge(evaluate(doc, expression, options), 0),
  $last: (doc, expression, options) => edge(evaluate(doc, expression, options), -1),
  $setUnion: (doc, expression, options) => unique((evaluate(doc, expression, options) as unknown[][]).flat()),
  $setIntersection (doc, expression, options) {
    const [first = [], ...rest] = evaluate(doc, expression, options) as unknown[][]
    return unique(first.filter((item) => rest.every((list) => list.some((other) => compare(item, other) === 0))))
  },
  $setDifference (doc, expression, options) {
    const [left, right] = evaluate(doc, expression, options) as [unknown[], unknown[]]
    return unique(left.filter((item) => !right.some((other) => compare(item, other) === 0)))
  },
  $setIsSubset (doc, expression, options) {
    const [left, right] = evaluate(doc, expression, options) as [unknown[], unknown[]]
    return left.every((item) => right.some((other) => compare(item, other) === 0))
  }
}

function edge (list: unknown, at: number): unknown {
  if (list === null || list === undefined) return null
  if (!Array.isArray(list)) throw new Refusal(28689, "$first/$last's argument must be an array")
  return list.at(at)
}

function unique (items: unknown[]): unknown[] {
  const seen = new Map<string, unknown>()
  for (const item of items) {
    const order = toOrder(item)
    if (!seen.has(order)) seen.set(order, item)
  }
  return [...seen.entries()].sort(([a], [b]) => a < b ? -1 : 1).map(([, item]) => item)
}
