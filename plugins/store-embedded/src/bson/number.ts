import { Decimal128 } from 'bson'
import { T, type Value } from './raw.js'

/** A number as a JavaScript double; longs and decimals may lose digits. */
export function toDouble (value: Value): number {
  switch (value.type) {
    case T.int: return value.buf.readInt32LE(value.at)
    case T.double: return value.buf.readDoubleLE(value.at)
    case T.long: return Number(value.buf.readBigInt64LE(value.at))
    default: return Number(toDecimal(value).toString())
  }
}

/** The decimal at this place. */
export function toDecimal (value: Value): Decimal128 {
  return new Decimal128(Uint8Array.from(value.bytes))
}

/** A number as digits times a power of ten, in lowest terms; undefined for NaN and infinities. */
export interface Scientific { negative: boolean, digits: string, exponent: number }

/** Reads the text of a decimal number. */
export function toScientific (text: string): Scientific | undefined {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:E([+-]?\d+))?$/i.exec(text)
  if (match === null) return undefined
  const fraction = match[3] ?? ''
  const all = (match[2]! + fraction).replace(/^0+/, '')
  const digits = all.replace(/0+$/, '')
  return { negative: match[1] === '-', digits, exponent: Number(match[4] ?? 0) - fraction.length + (all.length - digits.length) }
}

/** Compares a positive decimal with a positive finite double, exactly: -1, 0 or 1. */
export function compareExactly (number: Scientific, double: number): number {
  let [mantissa, exponent] = splitDouble(double)
  let left = BigInt(number.digits || '0')
  if (number.exponent >= 0) left *= 10n ** BigInt(number.exponent)
  else mantissa *= 10n ** BigInt(-number.exponent)
  if (exponent >= 0) mantissa <<= BigInt(exponent)
  else left <<= BigInt(-exponent)
  return left < mantissa ? -1 : left > mantissa ? 1 : 0
}

const scratch = new DataView(new ArrayBuffer(8))

/** A positive finite double as mantissa times a power of two. */
function splitDouble (double: number): [bigint, number] {
  scratch.setFloat64(0, double)
  const bits = scratch.getBigUint64(0)
  const exponent = Number(bits >> 52n) & 0x7ff
  const fraction = bits & 0xfffffffffffffn
  return exponent === 0 ? [fraction, -1074] : [fraction | 0x10000000000000n, exponent - 1075]
}

/** The next double toward zero of a positive double. */
export function stepDown (double: number): number {
  scratch.setFloat64(0, double)
  scratch.setBigUint64(0, scratch.getBigUint64(0) - 1n)
  return scratch.getFloat64(0)
}
