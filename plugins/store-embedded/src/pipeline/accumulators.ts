import type { Document } from 'bson'
import { Branch, nullValue, toValue } from '../bson/branch.js'
import { makeNumber } from '../bson/make.js'
import { toDouble } from '../bson/number.js'
import { encodeValue } from '../bson/order.js'
import { T, readFields, type Value } from '../bson/raw.js'
import { toArray } from '../query/projection.js'
import { Refusal } from '../refusal.js'
import { add } from '../update/arithmetic.js'
import { parseExpression, type Expression } from './expression.js'

/** Gathers one field of a group. */
interface Gatherer { take (value: Value | undefined): void, result (): Value }

const isNothing = (value: Value | undefined): boolean => value === undefined || value.type === T.null || value.type === T.undefined

const extreme = (sign: number) => (): Gatherer => {
  let best: { value: Value, key: string } | undefined
  return {
    take (value) {
      if (value === undefined || isNothing(value)) return
      const key = encodeValue(value)
      if (best === undefined || (sign > 0 ? key > best.key : key < best.key)) best = { value, key }
    },
    result: () => best?.value ?? nullValue
  }
}

const makers: Record<string, () => Gatherer> = Object.assign(Object.create(null) as Record<string, () => Gatherer>, {
  $sum () {
    let sum = makeNumber(T.int, 0)
    return { take (value: Value | undefined) { if (value?.isNumber === true) sum = add(sum, value) }, result: () => sum }
  },
  $avg () {
    let sum = 0
    let count = 0
    return {
      take (value: Value | undefined) {
        if (value?.isNumber !== true) return
        sum += toDouble(value)
        count++
      },
      result: () => count === 0 ? nullValue : makeNumber(T.double, sum / count)
    }
  },
  $min: extreme(-1),
  $max: extreme(1),
  $first () {
    let first: Value | undefined
    let isSet = false
    return {
      take (value: Value | undefined) {
        if (!isSet) first = value
        isSet = true
      },
      result: () => first ?? nullValue
    }
  },
  $last () {
    let last: Value | undefined
    return { take (value: Value | undefined) { last = value }, result: () => last ?? nullValue }
  },
  $push () {
    const items: Value[] = []
    return { take (value: Value | undefined) { if (value !== undefined) items.push(value) }, result: () => toArray(items) }
  },
  $addToSet () {
    const items = new Map<string, Value>()
    return {
      take (value: Value | undefined) {
        if (value === undefined) return
        const key = encodeValue(value)
        if (!items.has(key)) items.set(key, value)
      },
      result: () => toArray([...items.values()])
    }
  },
  $count () {
    let count = 0
    return { take () { count++ }, result: () => makeNumber(T.int, count) }
  },
  $mergeObjects () {
    const merged = new Branch(false)
    return {
      take (value: Value | undefined) {
        if (value === undefined || isNothing(value)) return
        if (value.type !== T.object) throw new Refusal(40400, `$mergeObjects requires object inputs, but input is of type ${value.type}`)
        for (const [name, field] of readFields(value.buf, value.at)) merged.set(name, field)
      },
      result: () => toValue(merged)
    }
  }
})

/** One computed field of a group. */
export interface Accumulator { name: string, make (): Gatherer, expression: Expression }

/** Reads a field of $group. @throws Location15952, Location40234 and others as in MongoDB */
export function parseAccumulator (name: string, value: Value, variables: Document): Accumulator {
  if (name.includes('.')) throw new Refusal(40235, `The field name '${name}' cannot contain '.'`)
  if (name.startsWith('$')) throw new Refusal(40236, `The field name '${name}' cannot be an operator name`)
  const fields = value.type === T.object ? [...readFields(value.buf, value.at)] : []
  if (fields.length === 0) throw new Refusal(40234, `The field '${name}' must be an accumulator object`)
  if (fields.length > 1) throw new Refusal(40238, `The field '${name}' must specify one accumulator`)
  const [operator, operand] = fields[0]!
  const make = makers[operator]
  if (make === undefined) throw new Refusal(15952, `unknown group operator '${operator}'`)
  if (operand.type === T.array && operator !== '$push' && operator !== '$addToSet') throw new Refusal(40237, `The ${operator} accumulator is a unary operator`)
  return { name, make, expression: parseExpression(operand, variables) }
}
