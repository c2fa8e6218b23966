import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'

const blockBytes = 32
const headBytes = 20

/** Signs as the platform does: lower-case hex SHA-1 of the values in byte order (all are ASCII). For callbacks the values are token, timestamp, nonce and, for `msg_signature`, the encrypted text. */
export function signValues (...values: string[]): string {
  return createHash('sha1').update(values.sort().join('')).digest('hex')
}

/** Encrypts one XML text for an AppID. @param random 16 bytes, for tests against known answers @returns base64 */
export function encryptMessage (text: string, appId: string, encodingAESKey: string, random: Buffer = randomBytes(16)): string {
  const message = Buffer.from(text, 'utf8')
  const length = Buffer.allocUnsafe(4)
  length.writeUInt32BE(message.length)
  const plain = Buffer.concat([random, length, message, Buffer.from(appId, 'utf8')])
  const pad = blockBytes - plain.length % blockBytes
  const key = readKey(encodingAESKey)
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  return cipher.update(plain, undefined, 'base64') + cipher.update(Buffer.alloc(pad, pad), undefined, 'base64') + cipher.final('base64')
}

/** Decrypts what a client encrypted. @returns the text and the id behind it, or undefined for anything that is not well-formed */
export function decryptMessage (encrypted: string, encodingAESKey: string): { text: string, id: string } | undefined {
  const bytes = Buffer.from(encrypted, 'base64')
  if (bytes.length === 0 || bytes.length % 16 !== 0) return undefined
  const key = readKey(encodingAESKey)
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  const padded = Buffer.concat([decipher.update(bytes), decipher.final()])
  const pad = padded[padded.length - 1] ?? 0
  if (pad < 1 || pad > blockBytes || padded.subarray(-pad).some((byte) => byte !== pad)) return undefined
  const plain = padded.subarray(0, padded.length - pad)
  if (plain.length < headBytes) return undefined
  const end = headBytes + plain.readUInt32BE(16)
  if (end > plain.length) return undefined
  return { text: plain.toString('utf8', headBytes, end), id: plain.toString('utf8', end) }
}

// The 43rd character may carry spare bits; Buffer's decoder ignores them like the platform does.
function readKey (encodingAESKey: string): Buffer {
  return Buffer.from(encodingAESKey + '=', 'base64')
}
