import { deserialize, serialize, type Decimal128 } from 'bson'
import { T, Value, getField } from './raw.js'
import { Writer } from './writer.js'

const field = Buffer.from('v')

/** A value from a JavaScript one, as bson writes it; in documents what is undefined is left out. */
export function makeValue (input: unknown): Value {
  const buf = Buffer.from(serialize({ v: input ?? null }, { ignoreUndefined: true }))
  return getField(buf, 0, field)!
}

/** A number of a given type. */
export function makeNumber (type: number, number: number | bigint | Decimal128): Value {
  if (type === T.decimal) return makeValue(number)
  const buf = Buffer.allocUnsafe(type === T.int ? 4 : 8)
  if (type === T.int) buf.writeInt32LE(Number(number))
  else if (type === T.long) buf.writeBigInt64LE(BigInt(number as bigint))
  else buf.writeDoubleLE(Number(number))
  return new Value(type, buf, 0, buf.length)
}

/** A string. */
export function makeString (text: string): Value {
  const length = Buffer.byteLength(text)
  const buf = Buffer.allocUnsafe(length + 5)
  buf.writeInt32LE(length + 1)
  buf.write(text, 4)
  buf[length + 4] = 0
  return new Value(T.string, buf, 0, buf.length)
}

/** A value as a JavaScript one that keeps its exact type when it is written again. */
export function decodeTyped (value: Value): unknown {
  const writer = new Writer(value.end - value.at + 16)
  const start = writer.open()
  writer.value('v', value)
  writer.close(start)
  return deserialize(writer.take(), { promoteValues: false, bsonRegExp: true, validation: { utf8: false } }).v as unknown
}
