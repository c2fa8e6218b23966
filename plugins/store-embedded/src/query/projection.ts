import type { Document } from 'bson'
import { toDouble } from '../bson/number.js'
import { Elements, T, Value, readFields, readItems } from '../bson/raw.js'
import { Writer } from '../bson/writer.js'
import { parseExpression, type Expression } from '../pipeline/expression.js'
import { Refusal } from '../refusal.js'
import { parseFilter, type Filter } from './filter.js'
import { isTrue } from './truth.js'

type Rule =
  | { kind: 'keep' | 'omit' | 'position' }
  | { kind: 'inside', rules: Rules }
  | { kind: 'value', expression: Expression }
  | { kind: 'slice', skip: number | undefined, count: number }
  | { kind: 'element', filter: Filter }
type Rules = Map<string, Rule>

const emptyDocument = Buffer.from([5, 0, 0, 0, 0])

/** A projection of find and of $project: which fields stay, which go, which are computed. */
export class Projection {
  private readonly rules: Rules = new Map()
  private readonly isInclusion: boolean
  private readonly variables: Document
  private readonly isForFind: boolean
  private readonly hasPosition: boolean
  readonly hasValues: boolean

  /** @throws Location31253, Location31254 for a mix of inclusion and exclusion, 31249 for conflicting paths */
  constructor (spec: Value, variables: Document, isForFind: boolean) {
    this.variables = variables
    this.isForFind = isForFind
    const leaves: Array<[string, Value]> = [...flatten(spec, '', isForFind)]
    const kinds = leaves.map(([path, value]) => path === '_id' && isSwitch(value) ? 'neutral' : kindOf(value, isForFind))
    const hasKept = kinds.includes('keep') || kinds.includes('value') || leaves.some(([path]) => path.endsWith('.$'))
    const hasOmitted = kinds.includes('omit')
    if (hasKept && hasOmitted) {
      const first = kinds.find((kind) => kind !== 'neutral')
      const culprit = leaves[kinds.findIndex((kind) => kind === (first === 'omit' ? 'keep' : 'omit'))]?.[0] ?? ''
      throw first === 'omit'
        ? new Refusal(31253, `Cannot do inclusion on field ${culprit} in exclusion projection`)
        : new Refusal(31254, `Cannot do exclusion on field ${culprit} in inclusion projection`)
    }
    const id = leaves.find(([path, value]) => path === '_id' && isSwitch(value))
    const hasOthers = kinds.some((kind) => kind !== 'neutral')
    this.isInclusion = hasKept || (!hasOmitted && id !== undefined && isTrue(id[1]) && !hasOthers)
    if (this.isInclusion && id === undefined && !leaves.some(([path]) => path === '_id' || path.startsWith('_id.'))) this.rules.set('_id', { kind: 'keep' })
    for (const [path, value] of leaves) this.add(path, value)
    this.hasPosition = leaves.some(([path]) => path.endsWith('.$'))
    this.hasValues = kinds.includes('value')
  }

  /** The projected document; `filter` is what `$` refers to. */
  apply (doc: Buffer, filter?: Filter): Buffer {
    const position = this.hasPosition ? filter?.positionIn(doc) : undefined
    if (this.hasPosition && position === undefined) throw new Refusal(51246, "Executor error during find command :: caused by :: positional operator '.$' couldn't find a matching element in the array")
    const writer = new Writer(doc.length + 64)
    this.writeInside(writer, this.rules, doc, 0, doc, position)
    return writer.take()
  }

  private add (path: string, value: Value): void {
    const parts = path.split('.')
    if (parts.includes('')) throw new Refusal(parts.length === 1 ? 40352 : 40353, 'FieldPath field names may not be empty strings.')
    const isPosition = this.isForFind && parts.at(-1) === '$'
    if (isPosition) parts.pop()
    if (parts.some((part) => part.startsWith('$'))) throw new Refusal(16410, `FieldPath field names may not start with '$'. Consider using $getField or $setField: ${path}`)
    let rules = this.rules
    for (const part of parts.slice(0, -1)) {
      const rule = rules.get(part) ?? { kind: 'inside', rules: new Map() }
      if (rule.kind !== 'inside') throw new Refusal(31249, `Path collision at ${path} remaining portion ${parts.slice(parts.indexOf(part) + 1).join('.')}`)
      rules.set(part, rule)
      rules = rule.rules
    }
    const last = parts.at(-1)!
    const existing = rules.get(last)
    if (existing !== undefined && !(path === '_id' && existing.kind === 'keep')) throw new Refusal(31250, `Path collision at ${path}`)
    rules.set(last, isPosition ? { kind: 'position' } : this.toRule(value))
  }

  private toRule (value: Value): Rule {
    if (isSwitch(value)) return { kind: isTrue(value) ? 'keep' : 'omit' }
    const operator = operatorOf(value)
    if (this.isForFind && operator?.[0] === '$slice') return toSlice(operator[1])
    if (this.isForFind && operator?.[0] === '$elemMatch') {
      if (operator[1].type !== T.object) throw new Refusal(31274, 'elemMatch: Invalid argument, object required')
      return { kind: 'element', filter: parseFilter(wrapElement(operator[1])) }
    }
    if (operator?.[0] === '$meta') throw new Refusal('BadValue', '$meta projections are not supported by this store')
    return { kind: 'value', expression: parseExpression(value, this.variables) }
  }

  private writeInside (writer: Writer, rules: Rules, buf: Buffer, at: number, root: Buffer, position: number | undefined): void {
    const start = writer.open()
    const elements = new Elements(buf, at)
    const seen = new Set<string>()
    while (elements.next()) {
      const name = elements.name
      const rule = rules.get(name)
      if (rule === undefined) {
        if (!this.isInclusion) writer.value(name, elements.value)
        continue
      }
      if (rule.kind !== 'value') seen.add(name)
      this.writeField(writer, name, rule, elements.value, root, position)
    }
    for (const [name, rule] of rules) if (!seen.has(name)) this.writeMissing(writer, name, rule, root)
    writer.close(start)
  }

  private writeField (writer: Writer, name: string, rule: Rule, value: Value, root: Buffer, position: number | undefined): void {
    switch (rule.kind) {
      case 'keep': return writer.value(name, value)
      case 'inside': return this.writeNested(writer, name, rule.rules, value, root)
      case 'slice': return writer.value(name, value.type === T.array ? slice(value, rule) : value)
      case 'element': {
        if (value.type !== T.array) return
        const item = readItems(value).find((one) => rule.filter.matches(wrapItem(one)))
        if (item !== undefined) writer.value(name, toArray([item]))
        return
      }
      case 'position': {
        const items = value.type === T.array ? readItems(value) : []
        writer.value(name, value.type === T.array && items[position!] !== undefined ? toArray([items[position!]!]) : value)
      }
    }
  }

  private writeNested (writer: Writer, name: string, rules: Rules, value: Value, root: Buffer): void {
    if (value.type === T.object) {
      writer.name(T.object, name)
      return this.writeInside(writer, rules, value.buf, value.at, root, undefined)
    }
    if (value.type !== T.array) {
      if (hasValue(rules)) {
        writer.name(T.object, name)
        this.writeInside(writer, rules, emptyDocument, 0, root, undefined)
      } else if (!this.isInclusion) writer.value(name, value)
      return
    }
    writer.name(T.array, name)
    const start = writer.open()
    let count = 0
    for (const item of readItems(value)) {
      if (item.type === T.object || item.type === T.array || hasValue(rules)) this.writeNested(writer, String(count++), rules, item, root)
      else if (!this.isInclusion) writer.value(String(count++), item)
    }
    writer.close(start)
  }

  private writeMissing (writer: Writer, name: string, rule: Rule, root: Buffer): void {
    if (rule.kind === 'value') {
      const value = rule.expression.valueFor(root)
      if (value !== undefined) writer.value(name, value)
    } else if (rule.kind === 'inside' && hasValue(rule.rules)) {
      writer.name(T.object, name)
      this.writeInside(writer, rule.rules, emptyDocument, 0, root, undefined)
    }
  }
}

const hasValue = (rules: Rules): boolean => [...rules.values()].some((rule) => rule.kind === 'value' || (rule.kind === 'inside' && hasValue(rule.rules)))
const isSwitch = (value: Value): boolean => value.type === T.bool || value.isNumber

function operatorOf (value: Value): [string, Value] | undefined {
  if (value.type !== T.object) return undefined
  const [field] = readFields(value.buf, value.at)
  return field?.[0].startsWith('$') === true ? field : undefined
}

function kindOf (value: Value, isForFind: boolean): 'keep' | 'omit' | 'value' | 'neutral' {
  if (isSwitch(value)) return isTrue(value) ? 'keep' : 'omit'
  const operator = operatorOf(value)?.[0]
  if (!isForFind || (operator !== '$slice' && operator !== '$elemMatch')) return 'value'
  return operator === '$elemMatch' ? 'keep' : 'neutral'
}

/** Nested documents of a specification are paths written another way. */
function * flatten (spec: Value, prefix: string, isForFind: boolean): Generator<[string, Value]> {
  for (const [name, value] of readFields(spec.buf, spec.at)) {
    if (value.type === T.object && operatorOf(value) === undefined) {
      if (value.end - value.at === 5) throw new Refusal(51270, `An empty sub-projection is not a valid value. Found empty object at path: ${prefix}${name}`)
      yield * flatten(value, `${prefix}${name}.`, isForFind)
    } else yield [prefix + name, value]
  }
}

function toSlice (value: Value): Rule {
  const numbers = (value.type === T.array ? readItems(value) : [value]).map((item) => item.isNumber ? Math.trunc(toDouble(item)) : Number.NaN)
  if (numbers.some(Number.isNaN) || numbers.length === 0 || numbers.length > 2) throw new Refusal(28667, 'Invalid $slice syntax. The given syntax did not match the find() syntax because: $slice only supports numbers and [skip, limit] arrays')
  if (numbers.length === 1) return { kind: 'slice', skip: undefined, count: numbers[0]! }
  if (numbers[1]! <= 0) throw new Refusal(28724, `First argument to $slice must be an array, or the limit must be positive: ${numbers[1]}`)
  return { kind: 'slice', skip: numbers[0]!, count: numbers[1]! }
}

function slice (value: Value, { skip, count }: { skip: number | undefined, count: number }): Value {
  const items = readItems(value)
  if (skip === undefined) return toArray(count >= 0 ? items.slice(0, count) : items.slice(count))
  const from = skip >= 0 ? skip : Math.max(0, items.length + skip)
  return toArray(items.slice(from, from + count))
}

/** An array of these values. */
export function toArray (items: Value[]): Value {
  const writer = new Writer()
  const start = writer.open()
  items.forEach((item, i) => writer.value(String(i), item))
  writer.close(start)
  const buf = writer.take()
  return new Value(T.array, buf, 0, buf.length)
}

/** The filter `{ v: { $elemMatch: condition } }`, which asks an element as the array's only one. */
function wrapElement (condition: Value): Value {
  const writer = new Writer()
  const outer = writer.open()
  writer.name(T.object, 'v')
  const inner = writer.open()
  writer.value('$elemMatch', condition)
  writer.close(inner)
  writer.close(outer)
  const buf = writer.take()
  return new Value(T.object, buf, 0, buf.length)
}

function wrapItem (item: Value): Buffer {
  const writer = new Writer()
  const start = writer.open()
  writer.value('v', toArray([item]))
  writer.close(start)
  return writer.take()
}
