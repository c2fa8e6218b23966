import { Refusal } from '../refusal.js'

/** BSON type numbers. @see https://bsonspec.org/spec.html */
export const T = {
  double: 1,
  string: 2,
  object: 3,
  array: 4,
  binary: 5,
  undefined: 6,
  objectId: 7,
  bool: 8,
  date: 9,
  null: 10,
  regex: 11,
  dbPointer: 12,
  code: 13,
  symbol: 14,
  codeWithScope: 15,
  int: 16,
  timestamp: 17,
  long: 18,
  decimal: 19,
  maxKey: 127,
  minKey: 255
} as const

/** Deepest nesting of documents that is accepted, as in MongoDB. */
export const maxDepth = 180

/** A value where it lies in a buffer: nothing is decoded until asked for. */
export class Value {
  readonly type: number
  readonly buf: Buffer
  readonly at: number
  readonly end: number

  constructor (type: number, buf: Buffer, at: number, end: number) {
    this.type = type
    this.buf = buf
    this.at = at
    this.end = end
  }

  get isNumber (): boolean {
    return this.type === T.int || this.type === T.double || this.type === T.long || this.type === T.decimal
  }

  /** The bytes of the value without its type and name. */
  get bytes (): Buffer {
    return this.buf.subarray(this.at, this.end)
  }

  /** The text of a string, symbol or code. */
  get text (): string {
    return this.buf.toString('utf8', this.at + 4, this.end - 1)
  }
}

/** Walks the elements of a document; the fields describe the element last reached. */
export class Elements {
  readonly buf: Buffer
  type = 0
  nameAt = 0
  nameEnd = 0
  at = 0
  end: number

  constructor (buf: Buffer, docAt: number) {
    this.buf = buf
    this.end = docAt + 4
  }

  next (): boolean {
    const buf = this.buf
    let pos = this.end
    const type = buf[pos]!
    if (type === 0) return false
    this.type = type
    this.nameAt = ++pos
    while (buf[pos] !== 0) pos++
    this.nameEnd = pos
    this.at = ++pos
    this.end = pos + sizeOf(type, buf, pos)
    return true
  }

  get name (): string {
    return this.buf.toString('utf8', this.nameAt, this.nameEnd)
  }

  get value (): Value {
    return new Value(this.type, this.buf, this.at, this.end)
  }

  isNamed (name: Buffer): boolean {
    const length = this.nameEnd - this.nameAt
    if (length !== name.length) return false
    for (let i = 0; i < length; i++) if (this.buf[this.nameAt + i] !== name[i]) return false
    return true
  }
}

/** Bytes that a value of this type takes at this place. */
export function sizeOf (type: number, buf: Buffer, at: number): number {
  switch (type) {
    case T.int: return 4
    case T.string: case T.code: case T.symbol: return 4 + buf.readInt32LE(at)
    case T.objectId: return 12
    case T.object: case T.array: case T.codeWithScope: return buf.readInt32LE(at)
    case T.double: case T.date: case T.long: case T.timestamp: return 8
    case T.bool: return 1
    case T.null: case T.undefined: case T.minKey: case T.maxKey: return 0
    case T.binary: return 5 + buf.readInt32LE(at)
    case T.decimal: return 16
    case T.regex: return buf.indexOf(0, buf.indexOf(0, at) + 1) + 1 - at
    case T.dbPointer: return 16 + buf.readInt32LE(at)
    default: throw new Refusal('InvalidLength', `BSON element has the unknown type ${type}`)
  }
}

/** The value of a top-level field of the document at this place, if it has one. */
export function getField (buf: Buffer, docAt: number, name: Buffer): Value | undefined {
  const elements = new Elements(buf, docAt)
  while (elements.next()) if (elements.isNamed(name)) return elements.value
  return undefined
}

/** All elements of a document as name and value. */
export function * readFields (buf: Buffer, docAt: number): Generator<[string, Value]> {
  const elements = new Elements(buf, docAt)
  while (elements.next()) yield [elements.name, elements.value]
}

/** The name of a document's first field; empty if it has none. */
export function firstName (doc: Value): string {
  const elements = new Elements(doc.buf, doc.at)
  return elements.next() ? elements.name : ''
}

/** The values of an array. */
export function readItems (value: Value): Value[] {
  const items: Value[] = []
  const elements = new Elements(value.buf, value.at)
  while (elements.next()) items.push(elements.value)
  return items
}

const broken = (what: string): never => { throw new Refusal('InvalidLength', `The BSON received is damaged: ${what}`) }

/** Checks the structure of a document from outside, so that all later reading may trust its lengths. @throws InvalidLength (16) */
export function checkDocument (buf: Buffer, at: number, limit: number, depth = 0): number {
  if (depth > maxDepth) broken(`it nests deeper than ${maxDepth}`)
  if (limit - at < 5) broken('a document ends early')
  const end = at + buf.readInt32LE(at)
  if (end - at < 5 || end > limit || buf[end - 1] !== 0) broken('a document has a wrong length')
  let pos = at + 4
  while (pos < end - 1) {
    const type = buf[pos++]!
    while (pos < end && buf[pos] !== 0) pos++
    pos = checkValue(type, buf, pos + 1, end - 1, depth)
  }
  if (pos !== end - 1) broken('an element passes the end of its document')
  return end
}

function checkValue (type: number, buf: Buffer, at: number, limit: number, depth: number): number {
  if (at > limit) broken('an element ends early')
  if (type === T.object || type === T.array) return checkDocument(buf, at, limit, depth + 1)
  const hasLength = type === T.string || type === T.code || type === T.symbol || type === T.binary || type === T.codeWithScope || type === T.dbPointer
  if (hasLength && limit - at < 4) broken('a length ends early')
  if (hasLength && buf.readInt32LE(at) < (type === T.binary ? 0 : 1)) broken('a length is negative')
  if (type === T.regex) {
    const first = buf.indexOf(0, at)
    const second = first < 0 ? -1 : buf.indexOf(0, first + 1)
    if (second < 0 || second >= limit) broken('a regular expression ends early')
  }
  const end = at + sizeOf(type, buf, at)
  if (end > limit) broken('an element passes the end of its document')
  if ((type === T.string || type === T.code || type === T.symbol) && buf[end - 1] !== 0) broken('a string is not terminated')
  if (type === T.codeWithScope) {
    const scopeAt = at + 8 + (end - at >= 14 ? buf.readInt32LE(at + 4) : -1)
    if (scopeAt < at + 9 || checkDocument(buf, scopeAt, end, depth + 1) !== end) broken('code with scope has a wrong length')
  }
  return end
}

/** Whether a part of a path can name a place in an array. */
export function isIndexName (part: Buffer): boolean {
  if (part.length === 0 || part.length > 9) return false
  for (const byte of part) if (byte < 0x30 || byte > 0x39) return false
  return part.length === 1 || part[0] !== 0x30
}
