import { toDouble, toDecimal } from './number.js'
import { readFields, T, type Value } from './raw.js'

/** A value as MongoDB writes it in its messages. */
export function describeValue (value: Value): string {
  const { type, buf, at } = value
  switch (type) {
    case T.string: case T.symbol: return `"${value.text}"`
    case T.int: case T.double: return String(toDouble(value))
    case T.long: return String(buf.readBigInt64LE(at))
    case T.decimal: return toDecimal(value).toString()
    case T.objectId: return `ObjectId('${value.bytes.toString('hex')}')`
    case T.bool: return buf[at] === 1 ? 'true' : 'false'
    case T.date: return `new Date(${buf.readBigInt64LE(at)})`
    case T.object: return describeFields(value, (name, text) => `${name}: ${text}`, '{ ', ' }', '{}')
    case T.array: return describeFields(value, (_name, text) => text, '[ ', ' ]', '[]')
    case T.binary: return `BinData(${buf[at + 4]}, ${buf.toString('hex', at + 5, value.end).toUpperCase()})`
    case T.regex: return `/${buf.toString('utf8', at, buf.indexOf(0, at))}/`
    case T.minKey: return 'MinKey'
    case T.maxKey: return 'MaxKey'
    case T.timestamp: return `Timestamp(${buf.readUInt32LE(at + 4)}, ${buf.readUInt32LE(at)})`
    default: return 'null'
  }
}

function describeFields (value: Value, one: (name: string, text: string) => string, before: string, after: string, empty: string): string {
  const parts = [...readFields(value.buf, value.at)].map(([name, field]) => one(name, describeValue(field)))
  return parts.length === 0 ? empty : before + parts.join(', ') + after
}

const aliases: Record<number, string> = {
  [T.double]: 'double',
  [T.string]: 'string',
  [T.object]: 'object',
  [T.array]: 'array',
  [T.binary]: 'binData',
  [T.undefined]: 'undefined',
  [T.objectId]: 'objectId',
  [T.bool]: 'bool',
  [T.date]: 'date',
  [T.null]: 'null',
  [T.regex]: 'regex',
  [T.dbPointer]: 'dbPointer',
  [T.code]: 'javascript',
  [T.symbol]: 'symbol',
  [T.codeWithScope]: 'javascriptWithScope',
  [T.int]: 'int',
  [T.timestamp]: 'timestamp',
  [T.long]: 'long',
  [T.decimal]: 'decimal',
  [T.minKey]: 'minKey',
  [T.maxKey]: 'maxKey'
}

/** MongoDB's name of a type number. */
export const typeName = (type: number): string => aliases[type] ?? `type ${type}`

/** The type number of a name that $type takes. */
export const typeOfName = (name: string): number | undefined => {
  const entry = Object.entries(aliases).find(([, alias]) => alias === name)
  return entry === undefined ? undefined : Number(entry[0])
}
