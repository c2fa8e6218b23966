import { type Branch, toValue } from '../bson/branch.js'
import { describeValue, typeName } from '../bson/describe.js'
import { makeNumber, makeValue } from '../bson/make.js'
import { compareValues } from '../bson/order.js'
import { T, readFields, type Value } from '../bson/raw.js'
import type { Filter } from '../query/filter.js'
import { Refusal } from '../refusal.js'
import { add, bitwise, multiply } from './arithmetic.js'
import { addToSet, checkAddToSet, checkPush, pop, pull, pullAll, push } from './arrays.js'
import { parsePath, resolvePath } from './path.js'
import type { Circumstances } from './update.js'
import { Timestamp } from 'bson'

/** What an operator knows besides the place that it changes. */
export interface Context extends Circumstances { path: string, root: Branch, filters: Map<string, Filter> }

/** One update operator. */
export interface Operator {
  /** Whether the way to its place is made where it is missing. */
  creates: boolean
  /** Refuses a wrong operand before any document is touched. */
  check?: (operand: Value, path: string) => void
  /** Changes a place and answers whether anything changed. */
  apply: (parent: Branch, name: string, operand: Value, context: Context) => boolean
}

/** Puts a value in a place unless the same bytes are there. */
export function assign (parent: Branch, name: string, value: Value): boolean {
  const before = parent.get(name)
  if (before !== undefined) {
    const old = toValue(before)
    if (old.type === value.type && old.bytes.equals(value.bytes)) return false
  }
  parent.set(name, value)
  return true
}

/** The document that an operator met, as messages name it. */
export function describeRoot (root: Branch): string {
  const id = root.get('_id')
  return `{_id: ${id === undefined ? 'null' : describeValue(toValue(id))}}`
}

const arithmetic = (name: '$inc' | '$mul'): Operator => ({
  creates: true,
  check (operand, path) {
    if (!operand.isNumber) throw new Refusal('TypeMismatch', `Cannot ${name === '$inc' ? 'increment' : 'multiply'} with non-numeric argument: {${path}: ${describeValue(operand)}}`)
  },
  apply (parent, key, operand, { path, root }) {
    const node = parent.get(key)
    if (node === undefined) return assign(parent, key, name === '$inc' ? operand : multiply(makeNumber(T.int, 0), operand))
    const value = toValue(node)
    if (!value.isNumber) throw new Refusal('TypeMismatch', `Cannot apply ${name} to a value of non-numeric type. ${describeRoot(root)} has the field '${path.split('.').at(-1)}' of non-numeric type ${typeName(value.type)}`)
    return assign(parent, key, name === '$inc' ? add(value, operand) : multiply(value, operand))
  }
})

/** A field inside an array cannot be renamed. */
function refuseArrays (root: Branch, path: string): void {
  let parent: Branch | undefined = root
  for (const part of path.split('.')) {
    if (parent?.isArray === true) throw new Refusal('BadValue', `The source field cannot be an array element, '${path}'`)
    parent = parent?.open(part)
  }
}

const extreme = (sign: number): Operator => ({
  creates: true,
  apply (parent, name, operand) {
    const node = parent.get(name)
    return (node === undefined || compareValues(operand, toValue(node)) * sign > 0) && assign(parent, name, operand)
  }
})

const set: Operator = { creates: true, apply: (parent, name, operand) => assign(parent, name, operand) }

/** All update operators by name. */
export const operators: Record<string, Operator> = Object.assign(Object.create(null) as Record<string, Operator>, {
  $set: set,
  $setOnInsert: set,
  $unset: {
    creates: false,
    apply (parent, name) {
      if (parent.get(name) === undefined) return false
      parent.unset(name)
      return true
    }
  },
  $inc: arithmetic('$inc'),
  $mul: arithmetic('$mul'),
  $min: extreme(-1),
  $max: extreme(1),
  $currentDate: {
    creates: true,
    check (operand, path) {
      if (operand.type === T.bool) return
      const type = operand.type === T.object ? [...readFields(operand.buf, operand.at)] : []
      if (type.length !== 1 || type[0]![0] !== '$type' || type[0]![1].type !== T.string || !['date', 'timestamp'].includes(type[0]![1].text)) {
        throw new Refusal('BadValue', `${typeName(operand.type)} is not valid type for $currentDate. Please use a boolean ('true') or a $type expression ({$type: 'timestamp/date'}): ${path}`)
      }
    },
    apply (parent, name, operand, { now }) {
      const isTimestamp = operand.type === T.object && [...readFields(operand.buf, operand.at)][0]![1].text === 'timestamp'
      return assign(parent, name, makeValue(isTimestamp ? new Timestamp({ t: Math.floor(now.getTime() / 1000), i: 1 }) : now))
    }
  },
  $rename: {
    creates: false,
    check (operand, path) {
      if (operand.type !== T.string) throw new Refusal('BadValue', `The 'to' field for $rename must be a string: ${path}: ${describeValue(operand)}`)
      if (/(^|\.)\$/.test(operand.text) || /(^|\.)\$/.test(path)) throw new Refusal('BadValue', `The source and target field for $rename may not be dynamic: ${path}`)
    },
    apply (parent, name, operand, { root, filters, path }) {
      const node = parent.get(name)
      if (node === undefined) return false
      refuseArrays(root, path)
      parent.unset(name)
      for (const place of resolvePath(root, parsePath(operand.text), true, operand.text, undefined, filters)) {
        if (place.parent.isArray) throw new Refusal('BadValue', `The destination field cannot be an array element, '${operand.text}'`)
        place.parent.set(place.name, node)
      }
      return true
    }
  },
  $push: { creates: true, check: checkPush, apply: push },
  $addToSet: { creates: true, check: checkAddToSet, apply: addToSet },
  $pop: {
    creates: false,
    check (operand) {
      const text = operand.isNumber ? describeValue(operand) : ''
      if (text !== '1' && text !== '-1') throw new Refusal('FailedToParse', `$pop expects 1 or -1, found: ${describeValue(operand)}`)
    },
    apply: pop
  },
  $pull: { creates: false, apply: pull },
  $pullAll: {
    creates: false,
    check (operand) {
      if (operand.type !== T.array) throw new Refusal('BadValue', `$pullAll requires an array argument but was given a ${typeName(operand.type)}`)
    },
    apply: pullAll
  },
  $bit: {
    creates: true,
    check (operand) {
      if (operand.type !== T.object) throw new Refusal('BadValue', `The $bit modifier is not compatible with a ${typeName(operand.type)}. You must pass in an embedded document: {$bit: {field: {and/or/xor: #}}`)
      for (const [name, value] of readFields(operand.buf, operand.at)) {
        if (!['and', 'or', 'xor'].includes(name)) throw new Refusal('BadValue', `The $bit modifier only supports 'and', 'or', and 'xor', not '${name}' which is an unknown operator: {${name}: ${describeValue(value)}}`)
        if (value.type !== T.int && value.type !== T.long) throw new Refusal('BadValue', `The $bit modifier field must be an Integer(32/64 bit); a '${typeName(value.type)}' is not supported here: {${name}: ${describeValue(value)}}`)
      }
    },
    apply (parent, name, operand, { root }) {
      const node = parent.get(name)
      const value = node === undefined ? makeNumber(T.int, 0) : toValue(node)
      if (value.type !== T.int && value.type !== T.long) throw new Refusal('BadValue', `Cannot apply $bit to a value of non-integral type.${describeRoot(root)} has the field ${name} of non-integer type ${typeName(value.type)}`)
      return assign(parent, name, bitwise(value, operand))
    }
  }
} satisfies Record<string, Operator>)
