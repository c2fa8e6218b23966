import { Branch, toValue } from '../bson/branch.js'
import { describeValue, typeName } from '../bson/describe.js'
import { toDouble } from '../bson/number.js'
import { compareValues, encodeValue } from '../bson/order.js'
import { T, readFields, readItems, type Value } from '../bson/raw.js'
import { isOperators, parseFilter, parseItemFilter } from '../query/filter.js'
import { compareDocuments, parseSort } from '../query/sort.js'
import { Refusal } from '../refusal.js'
import { describeRoot, type Context } from './operators.js'

const modifiers = ['$each', '$position', '$slice', '$sort']

function readModifiers (operand: Value): Map<string, Value> | undefined {
  if (operand.type !== T.object) return undefined
  const fields = new Map(readFields(operand.buf, operand.at))
  return fields.has('$each') ? fields : undefined
}

const toWhole = (value: Value, name: string): number => {
  const number = value.isNumber ? toDouble(value) : Number.NaN
  if (!Number.isInteger(number)) throw new Refusal('BadValue', `The value for ${name} must be an integer value but was given type: ${typeName(value.type)}`)
  return number
}

/** Refuses a wrong operand of $push. */
export function checkPush (operand: Value): void {
  const fields = readModifiers(operand)
  if (fields === undefined) return
  for (const name of fields.keys()) if (!modifiers.includes(name)) throw new Refusal('BadValue', `Unrecognized clause in $push: ${name}`)
  if (fields.get('$each')!.type !== T.array) throw new Refusal('BadValue', `The argument to $each in $push must be an array but it was of type: ${typeName(fields.get('$each')!.type)}`)
  for (const name of ['$position', '$slice']) if (fields.has(name)) toWhole(fields.get(name)!, name)
  const sort = fields.get('$sort')
  if (sort === undefined) return
  if (sort.type === T.object) parseSort(sort)
  else if (!sort.isNumber || Math.abs(toDouble(sort)) !== 1) throw new Refusal('BadValue', 'The $sort element value must be either 1 or -1')
}

/** Refuses a wrong operand of $addToSet. */
export function checkAddToSet (operand: Value): void {
  const each = readModifiers(operand)
  if (each === undefined) return
  if (each.get('$each')!.type !== T.array) throw new Refusal('TypeMismatch', `The argument to $each in $addToSet must be an array but it was of type ${typeName(each.get('$each')!.type)}`)
  if (each.size > 1) throw new Refusal('BadValue', `Found unexpected fields after $each in $addToSet: ${describeValue(operand)}`)
}

/** The array at a place, made if there is nothing; undefined if there is something else. */
function openArray (parent: Branch, name: string): Branch | undefined {
  const open = parent.open(name)
  if (open !== undefined) return open.isArray ? open : undefined
  if (parent.get(name) !== undefined) return undefined
  const made = new Branch(true)
  parent.set(name, made)
  return made
}

export function push (parent: Branch, name: string, operand: Value, { path, root }: Context): boolean {
  const isNew = parent.get(name) === undefined
  const array = openArray(parent, name)
  if (array === undefined) throw new Refusal('BadValue', `The field '${path}' must be an array but is of type ${typeName(toValue(parent.get(name)!).type)} in document ${describeRoot(root)}`)
  const fields = readModifiers(operand)
  if (fields === undefined) {
    array.push(operand)
    return true
  }
  const before = array.toBuffer()
  const items = readItems(fields.get('$each')!)
  const nodes = [...array.nodes]
  const position = fields.get('$position')
  nodes.splice(position === undefined ? nodes.length : toDouble(position), 0, ...items)
  const sort = fields.get('$sort')
  if (sort !== undefined) {
    const order = sort.type === T.object ? compareDocuments(parseSort(sort)) : undefined
    const sign = order === undefined ? toDouble(sort) : 1
    nodes.sort((a, b) => (order ?? compareValues)(toValue(a), toValue(b)) * sign)
  }
  const slice = fields.get('$slice')
  if (slice !== undefined) {
    const size = toDouble(slice)
    if (size >= 0) nodes.splice(size)
    else nodes.splice(0, Math.max(0, nodes.length + size))
  }
  array.refill(nodes)
  return isNew || !array.toBuffer().equals(before)
}

export function addToSet (parent: Branch, name: string, operand: Value, { path, root }: Context): boolean {
  const isNew = parent.get(name) === undefined
  const array = openArray(parent, name)
  if (array === undefined) throw new Refusal('BadValue', `Cannot apply $addToSet to non-array field. Field named '${path}' has non-array type ${typeName(toValue(parent.get(name)!).type)} in document ${describeRoot(root)}`)
  const each = readModifiers(operand)
  const seen = new Set(array.nodes.map((node) => encodeValue(toValue(node))))
  let isChanged = isNew
  for (const item of each === undefined ? [operand] : readItems(each.get('$each')!)) {
    const encoded = encodeValue(item)
    if (seen.has(encoded)) continue
    seen.add(encoded)
    array.push(item)
    isChanged = true
  }
  return isChanged
}

export function pop (parent: Branch, name: string, operand: Value, { path }: Context): boolean {
  const node = parent.get(name)
  if (node === undefined) return false
  const array = parent.open(name)
  if (array?.isArray !== true) throw new Refusal('TypeMismatch', `Path '${path}' contains an element of non-array type '${typeName(toValue(node).type)}'`)
  if (array.nodes.length === 0) return false
  array.refill(toDouble(operand) === 1 ? array.nodes.slice(0, -1) : array.nodes.slice(1))
  return true
}

export function pull (parent: Branch, name: string, operand: Value): boolean {
  if (operand.type === T.object && !isOperators(operand)) {
    const filter = parseFilter(operand)
    return sift(parent, name, '$pull', (item) => item.type === T.object && filter.matches(Buffer.from(item.bytes)))
  }
  const matches = parseItemFilter(operand)
  return sift(parent, name, '$pull', matches)
}

export function pullAll (parent: Branch, name: string, operand: Value): boolean {
  const unwanted = new Set(readItems(operand).map(encodeValue))
  return sift(parent, name, '$pullAll', (item) => unwanted.has(encodeValue(item)))
}

function sift (parent: Branch, name: string, operator: string, isUnwanted: (item: Value) => boolean): boolean {
  const node = parent.get(name)
  if (node === undefined) return false
  const array = parent.open(name)
  if (array?.isArray !== true) throw new Refusal('BadValue', `Cannot apply ${operator} to a non-array value`)
  const kept = array.nodes.filter((item) => !isUnwanted(toValue(item)))
  if (kept.length === array.nodes.length) return false
  array.refill(kept)
  return true
}
