import { KeyWriter, encodeValue, rank } from '../bson/order.js'
import { toDouble } from '../bson/number.js'
import { Elements, T, Value, getField, readFields } from '../bson/raw.js'
import { Refusal } from '../refusal.js'

/** One field of a sort: its path, in parts too, and whether it runs downwards. */
export interface SortField { path: string, parts: Buffer[], descending: boolean }

/** Reads a sort. @throws BadValue (2), Location15974, Location15975 */
export function parseSort (sort: Value | undefined): SortField[] {
  if (sort === undefined) return []
  if (sort.type !== T.object) throw new Refusal('TypeMismatch', 'sort must be an object')
  return [...readFields(sort.buf, sort.at)].map(([path, value]) => {
    if (value.type === T.object) throw new Refusal('BadValue', `$meta sort keys are not supported by this store: ${path}`)
    const direction = value.isNumber ? toDouble(value) : Number.NaN
    if (!value.isNumber) throw new Refusal(15974, `Illegal key in $sort specification: ${path}`)
    if (direction !== 1 && direction !== -1) throw new Refusal(15975, '$sort key ordering must be 1 (for ascending) or -1 (for descending)')
    if (path === '' || path.split('.').includes('')) throw new Refusal(15998, 'FieldPath field names may not be empty strings.')
    return { path, parts: path.split('.').map((part) => Buffer.from(part)), descending: direction === -1 }
  })
}

const writer = new KeyWriter()

/** The place of a document in a sort: of an array its least or, downwards, its greatest element counts. */
export function sortKey (fields: SortField[], buf: Buffer, at: number): string {
  if (fields.length === 1) return fieldKey(fields[0]!, buf, at)
  let key = ''
  for (const field of fields) key += fieldKey(field, buf, at)
  return key
}

function fieldKey ({ parts, descending }: SortField, buf: Buffer, at: number): string {
  const values: string[] = []
  collect(new Value(T.object, buf, at, buf.length), parts, 0, values)
  let best = values[0] ?? nullKey
  for (const value of values) if (descending ? value > best : value < best) best = value
  return descending ? invert(best) : best
}

const nullKey = String.fromCharCode(rank.null)
const emptyKey = String.fromCharCode(rank.emptyArray)

function invert (text: string): string {
  writer.pos = 0
  for (let i = 0; i < text.length; i++) writer.byte(~text.charCodeAt(i) & 0xff)
  return writer.takeText()
}

function collect (value: Value | undefined, parts: Buffer[], part: number, out: string[]): void {
  if (part < parts.length) {
    if (value?.type === T.object) return collect(getField(value.buf, value.at, parts[part]!), parts, part + 1, out)
    if (value?.type !== T.array) {
      out.push(nullKey)
      return
    }
    const item = getField(value.buf, value.at, parts[part]!)
    if (item !== undefined) return collect(item, parts, part + 1, out)
    const elements = new Elements(value.buf, value.at)
    while (elements.next()) {
      if (elements.type === T.object) collect(elements.value, parts, part, out)
      else out.push(nullKey)
    }
    return
  }
  if (value?.type !== T.array) {
    out.push(value === undefined ? nullKey : encodeValue(value))
    return
  }
  const elements = new Elements(value.buf, value.at)
  let isEmpty = true
  while (elements.next()) {
    isEmpty = false
    out.push(encodeValue(elements.value))
  }
  if (isEmpty) out.push(emptyKey)
}

/** Compares documents by a sort, anything else as having none of its fields. */
export function compareDocuments (fields: SortField[]): (a: Value, b: Value) => number {
  const keyOf = (value: Value): string => value.type === T.object ? sortKey(fields, value.buf, value.at) : sortKey(fields, emptyDocument, 0)
  return (a, b) => {
    const x = keyOf(a)
    const y = keyOf(b)
    return x < y ? -1 : x > y ? 1 : 0
  }
}

const emptyDocument = Buffer.from([5, 0, 0, 0, 0])
