/** Number of a document within its collection; as a key it is 8 bytes big endian, so that the order of keys is the order of insertion. */
export type RecordId = number

/** Length of a record id in bytes. */
export const recordBytes = 8

const scratch = Buffer.alloc(recordBytes)

/** The key of a record id, as latin1 text. */
export function recordKey (id: RecordId): string {
  scratch.writeUInt32BE(Math.floor(id / 0x100000000), 0)
  scratch.writeUInt32BE(id % 0x100000000, 4)
  return scratch.toString('latin1', 0, recordBytes)
}

/** The record id whose key stands at this place of a latin1 text. */
export function readRecord (text: string, at = 0): RecordId {
  scratch.write(text.slice(at, at + recordBytes), 0, 'latin1')
  return scratch.readUInt32BE(0) * 0x100000000 + scratch.readUInt32BE(4)
}
