import { Writer } from '../bson/writer.js'
import { checkDocument, T, Value } from '../bson/raw.js'

/** Largest message accepted, in bytes, as in MongoDB. */
export const maxMessageBytes = 48_000_000

const headBytes = 16
const opReply = 1
const opQuery = 2004
const opMessage = 2013
const flag = { checksumPresent: 1, moreToCome: 2, exhaustAllowed: 1 << 16 }

/** A command as it came: its document, and documents sent beside it under a field's name. */
export interface Request {
  id: number
  isLegacy: boolean
  /** Whether an answer is wanted. */
  isAnswered: boolean
  body: Value
  sequences: Map<string, Value[]>
}

/** What came cannot be read, or is of a kind that this server does not speak; the connection ends. */
export class BrokenMessage extends Error {}

/** Cuts a stream of bytes into messages. */
export class Framer {
  private chunks: Buffer[] = []
  private bytes = 0
  private wanted = 0

  push (chunk: Buffer): void {
    this.chunks.push(chunk)
    this.bytes += chunk.length
  }

  /** The next whole message, if there is one. @throws BrokenMessage when its length cannot be */
  take (): Buffer | undefined {
    if (this.bytes < headBytes || this.bytes < this.wanted) return undefined
    const all = this.chunks.length === 1 ? this.chunks[0]! : Buffer.concat(this.chunks, this.bytes)
    this.chunks = [all]
    const length = all.readInt32LE(0)
    if (length < headBytes || length > maxMessageBytes) throw new BrokenMessage(`a message says that it has ${length} bytes`)
    if (all.length < length) {
      this.wanted = length
      return undefined
    }
    this.wanted = 0
    this.bytes = all.length - length
    this.chunks = this.bytes > 0 ? [all.subarray(length)] : []
    return all.subarray(0, length)
  }
}

/** Reads a message. @throws BrokenMessage, or InvalidLength (16) for damaged BSON */
export function readRequest (message: Buffer): Request {
  const id = message.readInt32LE(4)
  const opCode = message.readInt32LE(12)
  if (opCode === opQuery) return readLegacy(message, id)
  if (opCode !== opMessage) throw new BrokenMessage(`a message of operation ${opCode}; only OP_MSG (2013) is spoken`)
  if (message.length < headBytes + 5) throw new BrokenMessage('a message ends early')
  const flags = message.readUInt32LE(headBytes)
  if ((flags & 0xffff & ~(flag.checksumPresent | flag.moreToCome)) !== 0) throw new BrokenMessage(`a message needs unknown flags: ${flags}`)
  const end = message.length - ((flags & flag.checksumPresent) !== 0 ? 4 : 0)
  if ((flags & flag.checksumPresent) !== 0 && message.readUInt32LE(end) !== crc32c(message.subarray(0, end))) throw new BrokenMessage('a message has a wrong checksum')
  let body: Value | undefined
  const sequences = new Map<string, Value[]>()
  for (let at = headBytes + 4; at < end;) {
    const kind = message[at++]
    if (kind === 0 && body === undefined) {
      const from = at
      at = checkDocument(message, at, end)
      body = new Value(T.object, message, from, at)
    } else if (kind === 1) at = readSequence(message, at, end, sequences)
    else throw new BrokenMessage(`a message has a section of kind ${kind}`)
  }
  if (body === undefined) throw new BrokenMessage('a message has no body')
  return { id, isLegacy: false, isAnswered: (flags & flag.moreToCome) === 0, body, sequences }
}

function readSequence (message: Buffer, from: number, limit: number, sequences: Map<string, Value[]>): number {
  const end = from + (limit - from >= 5 ? message.readInt32LE(from) : 0)
  const nameEnd = message.indexOf(0, from + 4)
  if (end > limit || end < from + 5 || nameEnd < 0 || nameEnd >= end) throw new BrokenMessage('a sequence of documents has a wrong length')
  const docs: Value[] = []
  for (let at = nameEnd + 1; at < end;) {
    const next = checkDocument(message, at, end)
    docs.push(new Value(T.object, message, at, next))
    at = next
  }
  sequences.set(message.toString('utf8', from + 4, nameEnd), docs)
  return end
}

/** The old form of a query, in which drivers send their first hello. */
function readLegacy (message: Buffer, id: number): Request {
  const nameEnd = message.indexOf(0, headBytes + 4)
  const at = nameEnd + 9
  if (nameEnd < 0 || at > message.length || !message.toString('latin1', headBytes + 4, nameEnd).endsWith('.$cmd')) throw new BrokenMessage('an OP_QUERY that is no command')
  const end = checkDocument(message, at, message.length)
  return { id, isLegacy: true, isAnswered: true, body: new Value(T.object, message, at, end), sequences: new Map() }
}

let lastId = 0

/** Writes an answer. */
export function writeAnswer (request: Pick<Request, 'id' | 'isLegacy'>, body: Buffer): Buffer {
  const extra = request.isLegacy ? 20 : 5
  const writer = new Writer(headBytes + extra + body.length)
  writer.int32(headBytes + extra + body.length)
  writer.int32(lastId = (lastId + 1) & 0x7fffffff)
  writer.int32(request.id)
  writer.int32(request.isLegacy ? opReply : opMessage)
  if (request.isLegacy) {
    for (const field of [8, 0, 0, 0, 1]) writer.int32(field)
  } else {
    writer.int32(0)
    writer.byte(0)
  }
  writer.bytes(body)
  return writer.buf
}

const table = Uint32Array.from({ length: 256 }, (_none, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1
  return crc
})

/** CRC-32C, the checksum of OP_MSG. */
export function crc32c (bytes: Buffer): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = table[(crc ^ byte) & 0xff]! ^ (crc >>> 8)
  return (crc ^ 0xffffffff) >>> 0
}
