import { compareExactly, stepDown, toDecimal, toScientific, type Scientific } from './number.js'
import { Elements, T, Value } from './raw.js'

/** First bytes of encoded values: MongoDB's order of types, with room for the sign of numbers. @see https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/ */
export const rank = { minKey: 0x01, emptyArray: 0x03, null: 0x05, nan: 0x0a, negative: 0x0b, positive: 0x0c, string: 0x0f, object: 0x14, array: 0x19, binary: 0x1e, objectId: 0x23, bool: 0x28, date: 0x2d, timestamp: 0x2f, regex: 0x32, dbPointer: 0x37, code: 0x3c, codeWithScope: 0x41, maxKey: 0x7f } as const

const ranks: number[] = []
ranks[T.minKey] = rank.minKey
ranks[T.undefined] = rank.null
ranks[T.null] = rank.null
ranks[T.int] = ranks[T.double] = ranks[T.long] = ranks[T.decimal] = rank.nan
ranks[T.string] = ranks[T.symbol] = rank.string
ranks[T.object] = rank.object
ranks[T.array] = rank.array
ranks[T.binary] = rank.binary
ranks[T.objectId] = rank.objectId
ranks[T.bool] = rank.bool
ranks[T.date] = rank.date
ranks[T.timestamp] = rank.timestamp
ranks[T.regex] = rank.regex
ranks[T.dbPointer] = rank.dbPointer
ranks[T.code] = rank.code
ranks[T.codeWithScope] = rank.codeWithScope
ranks[T.maxKey] = rank.maxKey

/** The place of a type in MongoDB's order; types that compare with each other share it. */
export const rankOf = (type: number): number => ranks[type] ?? 0

/** Writes values as bytes whose plain order is MongoDB's order; no encoding is the beginning of another. */
export class KeyWriter {
  private buf = Buffer.allocUnsafe(4096)
  pos = 0

  private reserve (bytes: number): void {
    if (this.pos + bytes <= this.buf.length) return
    const grown = Buffer.allocUnsafe(Math.max(this.buf.length * 2, this.pos + bytes))
    this.buf.copy(grown, 0, 0, this.pos)
    this.buf = grown
  }

  byte (value: number): void {
    this.reserve(1)
    this.buf[this.pos++] = value
  }

  /** Inverts what was written since `from`, for a descending component. */
  invert (from: number): void {
    for (let i = from; i < this.pos; i++) this.buf[i] = ~this.buf[i]! & 0xff
  }

  /** What was written, as latin1 text. */
  takeText (): string {
    return this.buf.toString('latin1', 0, this.pos)
  }

  value (type: number, buf: Buffer, at: number, end: number): void {
    switch (type) {
      case T.int: return this.double(buf.readInt32LE(at))
      case T.double: return this.double(buf.readDoubleLE(at))
      case T.long: return this.long(buf.readBigInt64LE(at))
      case T.decimal: return this.decimal(new Value(type, buf, at, end))
      case T.string: case T.symbol: return this.text(rank.string, buf, at + 4, end - 1)
      case T.code: return this.text(rank.code, buf, at + 4, end - 1)
      case T.objectId: case T.dbPointer: return this.plain(rankOf(type), buf, at, end)
      case T.bool: return this.plain(rank.bool, buf, at, end)
      case T.date: return this.signed(rank.date, buf, at)
      case T.timestamp: return this.reversed(rank.timestamp, buf, at)
      case T.binary: return this.binary(buf, at, end)
      case T.regex: return this.plain(rank.regex, buf, at, end)
      case T.object: case T.array: return this.nested(type, buf, at)
      case T.codeWithScope: {
        const scopeAt = at + 8 + buf.readInt32LE(at + 4)
        this.text(rank.codeWithScope, buf, at + 8, scopeAt - 1)
        return this.nested(T.object, buf, scopeAt)
      }
      default: this.byte(rankOf(type))
    }
  }

  private plain (first: number, buf: Buffer, at: number, end: number): void {
    this.byte(first)
    this.reserve(end - at)
    for (let i = at; i < end; i++) this.buf[this.pos++] = buf[i]!
  }

  private text (first: number, buf: Buffer, at: number, end: number): void {
    this.reserve((end - at) * 2 + 3)
    const out = this.buf
    let pos = this.pos
    out[pos++] = first
    for (let i = at; i < end; i++) {
      const byte = buf[i]!
      out[pos++] = byte
      if (byte === 0) out[pos++] = 0xff
    }
    out[pos++] = 0
    out[pos++] = 1
    this.pos = pos
  }

  private signed (first: number, buf: Buffer, at: number): void {
    this.reversed(first, buf, at)
    this.buf[this.pos - 8]! ^= 0x80
  }

  private reversed (first: number, buf: Buffer, at: number): void {
    this.byte(first)
    this.reserve(8)
    for (let i = 7; i >= 0; i--) this.buf[this.pos++] = buf[at + i]!
  }

  private binary (buf: Buffer, at: number, end: number): void {
    this.byte(rank.binary)
    this.reserve(4)
    this.pos = this.buf.writeUInt32BE(end - at - 5, this.pos)
    this.byte(buf[at + 4]!)
    this.reserve(end - at)
    this.buf.set(buf.subarray(at + 5, end), this.pos)
    this.pos += end - at - 5
  }

  private nested (type: number, buf: Buffer, at: number): void {
    this.byte(rankOf(type))
    const elements = new Elements(buf, at)
    while (elements.next()) {
      this.byte(rankOf(elements.type))
      if (type === T.object) {
        this.reserve(elements.nameEnd - elements.nameAt + 1)
        for (let i = elements.nameAt; i <= elements.nameEnd; i++) this.buf[this.pos++] = buf[i]!
      }
      this.value(elements.type, buf, elements.at, elements.end)
    }
    this.byte(0)
  }

  /** A double, and with it every int32: sign, eight bytes, and a zero that says "exactly this". */
  private double (value: number): void {
    if (Number.isNaN(value)) return this.byte(rank.nan)
    this.magnitude(value < 0, Math.abs(value), undefined)
  }

  private long (value: bigint): void {
    const double = Number(value)
    if (BigInt(double) === value) return this.double(double)
    const magnitude = value < 0n ? -value : value
    this.inexact(toScientific(String(value))!, Number(magnitude))
  }

  private decimal (value: Value): void {
    const text = toDecimal(value).toString()
    const number = toScientific(text)
    if (number === undefined) return this.double(Number(text))
    this.inexact(number, Math.abs(Number(text)))
  }

  private inexact (number: Scientific, nearest: number): void {
    let double = Number.isFinite(nearest) ? nearest : Number.MAX_VALUE
    let order = compareExactly(number, double)
    if (order < 0) {
      double = stepDown(double)
      order = compareExactly(number, double)
    }
    this.magnitude(number.negative && number.digits !== '', double, order === 0 ? undefined : number)
  }

  /** The double at or below the number, then what is left of a number that no double holds. */
  private magnitude (isNegative: boolean, double: number, rest: Scientific | undefined): void {
    this.reserve(64)
    this.buf[this.pos++] = isNegative ? rank.negative : rank.positive
    const start = this.pos
    this.pos = this.buf.writeDoubleBE(double, this.pos)
    if (rest === undefined) this.buf[this.pos++] = 0
    else {
      this.buf[this.pos++] = 1
      this.pos = this.buf.writeUInt16BE(rest.exponent + rest.digits.length + 0x8000, this.pos)
      this.pos += this.buf.write(rest.digits, this.pos, 'latin1')
      this.buf[this.pos++] = 0
    }
    if (isNegative) this.invert(start)
  }
}

const left = new KeyWriter()

/** The order-preserving bytes of one value, as latin1 text. */
export function encodeValue (value: Value): string {
  left.pos = 0
  left.value(value.type, value.buf, value.at, value.end)
  return left.takeText()
}

/** Compares two values in MongoDB's order across types. */
export function compareValues (a: Value, b: Value): number {
  const x = encodeValue(a)
  const y = encodeValue(b)
  return x < y ? -1 : x > y ? 1 : 0
}
