import { T, type Value } from './raw.js'

/** Writes BSON into one growing buffer. */
export class Writer {
  buf: Buffer
  pos = 0

  constructor (bytes = 1024) {
    this.buf = Buffer.allocUnsafe(bytes)
  }

  reserve (bytes: number): void {
    if (this.pos + bytes <= this.buf.length) return
    const grown = Buffer.allocUnsafe(Math.max(this.buf.length * 2, this.pos + bytes))
    this.buf.copy(grown, 0, 0, this.pos)
    this.buf = grown
  }

  bytes (source: Buffer, from = 0, to = source.length): void {
    this.reserve(to - from)
    this.buf.set(from === 0 && to === source.length ? source : source.subarray(from, to), this.pos)
    this.pos += to - from
  }

  byte (value: number): void {
    this.reserve(1)
    this.buf[this.pos++] = value
  }

  int32 (value: number): void {
    this.reserve(4)
    this.pos = this.buf.writeInt32LE(value, this.pos)
  }

  /** Starts a document and answers the place to give to `close`. */
  open (): number {
    this.int32(0)
    return this.pos - 4
  }

  close (start: number): void {
    this.byte(0)
    this.buf.writeInt32LE(this.pos - start, start)
  }

  name (type: number, name: string): void {
    this.reserve(name.length * 3 + 2)
    this.buf[this.pos++] = type
    this.pos += this.buf.write(name, this.pos)
    this.buf[this.pos++] = 0
  }

  value (name: string, value: Value): void {
    this.name(value.type, name)
    this.bytes(value.buf, value.at, value.end)
  }

  doc (name: string, doc: Buffer, type: number = T.object): void {
    this.name(type, name)
    this.bytes(doc)
  }

  string (name: string, text: string): void {
    this.name(T.string, name)
    const length = Buffer.byteLength(text)
    this.int32(length + 1)
    this.reserve(length + 1)
    this.pos += this.buf.write(text, this.pos)
    this.buf[this.pos++] = 0
  }

  int (name: string, value: number): void {
    this.name(T.int, name)
    this.int32(value)
  }

  double (name: string, value: number): void {
    this.name(T.double, name)
    this.reserve(8)
    this.pos = this.buf.writeDoubleLE(value, this.pos)
  }

  long (name: string, value: bigint): void {
    this.name(T.long, name)
    this.reserve(8)
    this.pos = this.buf.writeBigInt64LE(value, this.pos)
  }

  /** A copy of what was written. */
  take (): Buffer {
    return Buffer.from(this.buf.subarray(0, this.pos))
  }
}
