import { Decimal128 } from 'bson'
import { typeName } from '../bson/describe.js'
import { makeNumber } from '../bson/make.js'
import { toDecimal, toDouble, toScientific } from '../bson/number.js'
import { T, readFields, type Value } from '../bson/raw.js'
import { Refusal } from '../refusal.js'

/** The sum of two numbers in the wider of their types. @throws BadValue (2) when a long overflows */
export const add = (a: Value, b: Value): Value => combine('$inc', a, b, (x, y) => x + y, (x, y) => x + y, addDecimals)

/** The product of two numbers in the wider of their types. @throws BadValue (2) when a long overflows */
export const multiply = (a: Value, b: Value): Value => combine('$mul', a, b, (x, y) => x * y, (x, y) => x * y, multiplyDecimals)

const toBigInt = (value: Value): bigint => value.type === T.int ? BigInt(value.buf.readInt32LE(value.at)) : value.buf.readBigInt64LE(value.at)

function combine (name: string, a: Value, b: Value, doubles: (x: number, y: number) => number, longs: (x: bigint, y: bigint) => bigint, decimals: (x: string, y: string) => string): Value {
  if (a.type === T.decimal || b.type === T.decimal) {
    return makeNumber(T.decimal, Decimal128.fromStringWithRounding(decimals(toText(a), toText(b))))
  }
  if (a.type === T.double || b.type === T.double) return makeNumber(T.double, doubles(toDouble(a), toDouble(b)))
  const result = longs(toBigInt(a), toBigInt(b))
  if (a.type === T.int && b.type === T.int && BigInt.asIntN(32, result) === result) return makeNumber(T.int, result)
  if (BigInt.asIntN(64, result) !== result) throw new Refusal('BadValue', `Failed to apply ${name} operations to current value ((${typeName(a.type)})${toBigInt(a)}): the result does not fit 64 bits`)
  return makeNumber(T.long, result)
}

/** A double becomes a decimal with 15 digits, as in MongoDB. */
function toText (value: Value): string {
  if (value.type === T.decimal) return toDecimal(value).toString()
  if (value.type !== T.double) return String(toBigInt(value))
  const number = toDouble(value)
  return Number.isFinite(number) ? number.toPrecision(15) : String(number)
}

function addDecimals (a: string, b: string): string {
  const x = toScientific(a)
  const y = toScientific(b)
  if (x === undefined || y === undefined) return String(Number(a) + Number(b))
  const exponent = Math.min(x.exponent, y.exponent)
  // Beyond the 34 digits of a decimal the smaller number cannot be seen.
  if (Math.max(x.exponent, y.exponent) - exponent > 80) return x.exponent > y.exponent ? (x.digits === '' ? b : a) : (y.digits === '' ? a : b)
  const scale = ({ negative, digits, exponent: own }: typeof x): bigint => BigInt(digits || '0') * 10n ** BigInt(own - exponent) * (negative ? -1n : 1n)
  return `${scale(x) + scale(y)}E${exponent}`
}

function multiplyDecimals (a: string, b: string): string {
  const x = toScientific(a)
  const y = toScientific(b)
  if (x === undefined || y === undefined) return String(Number(a) * Number(b))
  return `${x.negative === y.negative ? '' : '-'}${BigInt(x.digits || '0') * BigInt(y.digits || '0')}E${x.exponent + y.exponent}`
}

/** Applies the and, or and xor of a $bit. */
export function bitwise (value: Value, operations: Value): Value {
  let result = toBigInt(value)
  let { type } = value
  for (const [name, operand] of readFields(operations.buf, operations.at)) {
    const bits = toBigInt(operand)
    result = name === 'and' ? result & bits : name === 'or' ? result | bits : result ^ bits
    if (operand.type === T.long) type = T.long
  }
  return makeNumber(type, BigInt.asIntN(type === T.int ? 32 : 64, result))
}
