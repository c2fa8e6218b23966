import { typeOfName } from '../bson/describe.js'
import { toDouble } from '../bson/number.js'
import { encodeValue, rankOf } from '../bson/order.js'
import { Elements, T, Value, readItems } from '../bson/raw.js'
import { Refusal } from '../refusal.js'
import type { Node } from './filter.js'
import { matchNode, matchValue } from './match.js'
import { toRegExp } from './regex.js'

/** One question about a value; `undefined` stands for a field that is not there. */
export interface Test {
  /** Whether the elements of an array are asked before the array itself. */
  entersArrays: boolean
  /** Where in the array the last answer came from, if the test itself looks into it. */
  position?: number | undefined
  on (value: Value | undefined): boolean
}

export type Comparison = '$eq' | '$gt' | '$gte' | '$lt' | '$lte'

const isPlainNumber = (type: number): boolean => type === T.int || type === T.double
const isNaNumber = (value: Value): boolean => value.isNumber && Number.isNaN(toDouble(value))

/** $eq, $gt, $gte, $lt, $lte: within one type, as MongoDB does. */
export class CompareTest implements Test {
  readonly entersArrays = true
  readonly comparison: Comparison
  readonly value: Value
  readonly encoded: string
  private readonly rank: number
  private readonly isBytewise: boolean
  private readonly isNaN: boolean
  private readonly number: number | undefined

  constructor (comparison: Comparison, value: Value) {
    this.comparison = comparison
    this.value = value
    this.encoded = encodeValue(value)
    this.rank = rankOf(value.type)
    this.isBytewise = comparison === '$eq' && (value.type === T.string || value.type === T.objectId || value.type === T.bool || value.type === T.date || value.type === T.binary)
    this.isNaN = isNaNumber(value)
    this.number = isPlainNumber(value.type) ? toDouble(value) : undefined
  }

  on (value: Value | undefined): boolean {
    if (value === undefined) return this.rank === 5 && this.comparison !== '$gt' && this.comparison !== '$lt'
    const { type } = value
    if (this.isBytewise && type === this.value.type) return areSame(value, this.value)
    if (this.number !== undefined && isPlainNumber(type)) return this.isNumber(toDouble(value), this.number)
    if (rankOf(type) !== this.rank) return (this.value.type === T.minKey || this.value.type === T.maxKey) && this.comparison !== '$eq'
    if (this.isNaN || isNaNumber(value)) return this.isNaN && isNaNumber(value) && this.comparison !== '$gt' && this.comparison !== '$lt'
    const encoded = encodeValue(value)
    switch (this.comparison) {
      case '$eq': return encoded === this.encoded
      case '$gt': return encoded > this.encoded
      case '$gte': return encoded >= this.encoded
      case '$lt': return encoded < this.encoded
      case '$lte': return encoded <= this.encoded
    }
  }

  private isNumber (left: number, right: number): boolean {
    switch (this.comparison) {
      case '$eq': return left === right || (this.isNaN && Number.isNaN(left))
      case '$gt': return left > right
      case '$gte': return left >= right || (this.isNaN && Number.isNaN(left))
      case '$lt': return left < right
      case '$lte': return left <= right || (this.isNaN && Number.isNaN(left))
    }
  }
}

function areSame (a: Value, b: Value): boolean {
  const length = a.end - a.at
  if (length !== b.end - b.at) return false
  for (let i = 0; i < length; i++) if (a.buf[a.at + i] !== b.buf[b.at + i]) return false
  return true
}

/** $in: equal to one of the values, or matched by one of the expressions. */
export class InTest implements Test {
  readonly entersArrays = true
  readonly values: Value[]
  readonly encoded: Set<string>
  readonly regexes: RegexTest[]
  readonly hasNull: boolean

  constructor (items: Value[]) {
    this.values = items.filter(({ type }) => type !== T.regex)
    this.encoded = new Set(this.values.map(encodeValue))
    this.regexes = items.filter(({ type }) => type === T.regex).map((item) => new RegexTest(toRegExp(item), item))
    this.hasNull = items.some(({ type }) => type === T.null || type === T.undefined)
  }

  on (value: Value | undefined): boolean {
    if (value === undefined) return this.hasNull
    return this.encoded.has(encodeValue(value)) || this.regexes.some((regex) => regex.on(value))
  }
}

/** A regular expression over strings; it also equals a stored expression like itself. */
export class RegexTest implements Test {
  readonly entersArrays = true
  readonly regex: RegExp
  private readonly source: string

  constructor (regex: RegExp, value: Value) {
    this.regex = regex
    this.source = value.type === T.regex ? encodeValue(value) : ''
  }

  on (value: Value | undefined): boolean {
    if (value === undefined) return false
    if (value.type === T.string || value.type === T.symbol) return this.regex.test(value.text)
    return value.type === T.regex && encodeValue(value) === this.source
  }
}

/** $exists. */
export class ExistsTest implements Test {
  readonly entersArrays = false

  on (value: Value | undefined): boolean {
    return value !== undefined
  }
}

/** $type: one type or several, by number or name. */
export class TypeTest implements Test {
  readonly entersArrays = true
  readonly types: Set<number>

  constructor (value: Value) {
    const wanted = value.type === T.array ? readItems(value) : [value]
    if (wanted.length === 0) throw new Refusal('FailedToParse', '$type must match at least one type')
    this.types = new Set(wanted.flatMap((one) => {
      if (one.type === T.string) {
        if (one.text === 'number') return [T.int, T.long, T.double, T.decimal]
        const type = typeOfName(one.text)
        if (type === undefined) throw new Refusal('BadValue', `Unknown type name alias: ${one.text}`)
        return [type]
      }
      if (!one.isNumber) throw new Refusal('TypeMismatch', 'type must be represented as a number or a string')
      const number = toDouble(one)
      if (number === -1) return [T.minKey]
      if (!Number.isInteger(number) || number < 1 || (number > 19 && number !== 127)) throw new Refusal('BadValue', `Invalid numerical type code: ${number}`)
      return [number]
    }))
  }

  on (value: Value | undefined): boolean {
    return value !== undefined && this.types.has(value.type)
  }
}

/** $size. */
export class SizeTest implements Test {
  readonly entersArrays = false
  private readonly size: number

  constructor (size: number) {
    this.size = size
  }

  on (value: Value | undefined): boolean {
    return value !== undefined && value.type === T.array && readItems(value).length === this.size
  }
}

/** $mod: both sides cut to whole numbers. */
export class ModTest implements Test {
  readonly entersArrays = true
  private readonly divisor: bigint
  private readonly remainder: bigint

  constructor (value: Value) {
    if (value.type !== T.array) throw new Refusal('BadValue', 'malformed mod, needs to be an array')
    const items = readItems(value)
    if (items.length < 2) throw new Refusal('BadValue', 'malformed mod, not enough elements')
    if (items.length > 2) throw new Refusal('BadValue', 'malformed mod, too many elements')
    for (const [i, item] of items.entries()) {
      if (!item.isNumber || !Number.isFinite(toDouble(item))) throw new Refusal('BadValue', `malformed mod, ${i === 0 ? 'divisor' : 'remainder'} not a number`)
    }
    this.divisor = BigInt(Math.trunc(toDouble(items[0]!)))
    this.remainder = BigInt(Math.trunc(toDouble(items[1]!)))
    if (this.divisor === 0n) throw new Refusal('BadValue', 'divisor cannot be 0')
  }

  on (value: Value | undefined): boolean {
    if (value === undefined || !value.isNumber) return false
    const number = toDouble(value)
    if (!Number.isFinite(number)) return false
    const whole = value.type === T.long ? value.buf.readBigInt64LE(value.at) : BigInt(Math.trunc(number))
    return whole % this.divisor === this.remainder
  }
}

/** $bitsAllSet and its kin, for whole numbers and binary data. */
export class BitsTest implements Test {
  readonly entersArrays = true
  private readonly bits: number[]
  private readonly isSet: boolean
  private readonly isAll: boolean

  constructor (name: string, value: Value) {
    this.isSet = name.endsWith('Set')
    this.isAll = name.startsWith('$bitsAll')
    if (value.type === T.array) this.bits = readItems(value).map((item) => this.toBit(name, item))
    else if (value.isNumber) {
      const mask = toDouble(value)
      if (!Number.isSafeInteger(mask) || mask < 0) throw new Refusal('FailedToParse', `Expected a non-negative number in: ${name}: ${mask}`)
      this.bits = [...Array(53).keys()].filter((bit) => (BigInt(mask) >> BigInt(bit) & 1n) === 1n)
    } else if (value.type === T.binary) {
      this.bits = [...Array((value.end - value.at - 5) * 8).keys()].filter((bit) => (value.buf[value.at + 5 + (bit >> 3)]! >> (bit & 7) & 1) === 1)
    } else throw new Refusal('BadValue', `${name} takes an Array, a number, or a BinData but received: type ${value.type}`)
  }

  private toBit (name: string, item: Value): number {
    const bit = item.isNumber ? toDouble(item) : -1
    if (!Number.isInteger(bit) || bit < 0) throw new Refusal('FailedToParse', `Failed to parse bit position. Expected a non-negative number in: ${name}`)
    return bit
  }

  on (value: Value | undefined): boolean {
    if (value === undefined) return false
    const read = this.reader(value)
    if (read === undefined) return false
    const isWanted = (bit: number): boolean => read(bit) === this.isSet
    return this.isAll ? this.bits.every(isWanted) : this.bits.some(isWanted)
  }

  private reader (value: Value): ((bit: number) => boolean) | undefined {
    if (value.type === T.binary) {
      const bytes = value.end - value.at - 5
      return (bit) => bit < bytes * 8 && (value.buf[value.at + 5 + (bit >> 3)]! >> (bit & 7) & 1) === 1
    }
    if (!value.isNumber || !Number.isInteger(toDouble(value))) return undefined
    const number = value.type === T.long ? value.buf.readBigInt64LE(value.at) : BigInt(toDouble(value))
    return (bit) => (number >> BigInt(Math.min(bit, 63)) & 1n) === 1n
  }
}

/** $elemMatch with conditions on fields: one element that is a document fulfils all of them. */
export class ElementTest implements Test {
  readonly entersArrays = false
  position: number | undefined
  readonly node: Node

  constructor (node: Node) {
    this.node = node
  }

  on (value: Value | undefined): boolean {
    if (value === undefined || value.type !== T.array) return false
    const elements = new Elements(value.buf, value.at)
    for (let i = 0; elements.next(); i++) {
      if ((elements.type === T.object || elements.type === T.array) && matchNode(this.node, value.buf, elements.at)) {
        this.position = i
        return true
      }
    }
    return false
  }
}

/** $elemMatch with operators: one element fulfils all of them. */
export class ItemsTest implements Test {
  readonly entersArrays = false
  position: number | undefined
  readonly node: Node

  constructor (node: Node) {
    this.node = node
  }

  on (value: Value | undefined): boolean {
    if (value === undefined || value.type !== T.array) return false
    const elements = new Elements(value.buf, value.at)
    for (let i = 0; elements.next(); i++) {
      if (matchValue(this.node, elements.value)) {
        this.position = i
        return true
      }
    }
    return false
  }
}

/** $all of nothing, which nothing fulfils. */
export class AllTest implements Test {
  readonly entersArrays = false

  on (): boolean {
    return false
  }
}
