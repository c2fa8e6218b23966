import { isUtf8 } from 'node:buffer'
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { errors } from '../errors.js'
import { sign } from './signature.js'
import { writeXml } from './write-xml.js'

const RANDOM_BYTES = 16
const HEADER_BYTES = RANDOM_BYTES + 4
const PAD_BLOCK = 32
const AES_BLOCK = 16

/** The 32-byte key behind an EncodingAESKey. Its 43rd character may carry spare bits, which Node's lenient decoder drops. */
export function decodeKey (encodingAESKey: string): Buffer {
  return Buffer.from(encodingAESKey + '=', 'base64')
}

/**
 * Opens a ciphertext: AES-256-CBC, the first half of the key as IV, layout `random16 || uint32be(length) || message || id || padding`.
 * @throws WECHAT_ERR_ENVELOPE for a wrong size, padding, length or id
 * @throws WECHAT_ERR_MALFORMED when the message is not UTF-8
 * @see WeChat Official Account, message encryption
 */
export function decrypt (ciphertext: string, key: Buffer, id: string): string {
  const sealed = Buffer.from(ciphertext, 'base64')
  if (sealed.length === 0 || sealed.length % AES_BLOCK !== 0) throw new errors.WECHAT_ERR_ENVELOPE('its size is not a multiple of the block')
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, AES_BLOCK))
  // The padding is to 32 bytes: a decipher that pads to 16 refuses half of all messages.
  decipher.setAutoPadding(false)
  const plain = decipher.update(sealed)
  decipher.final()
  const pad = plain[plain.length - 1] ?? 0
  if (pad < 1 || pad > PAD_BLOCK || pad > plain.length) throw new errors.WECHAT_ERR_ENVELOPE('its padding is wrong')
  const end = plain.length - pad
  for (let at = end; at < plain.length; at++) {
    if (plain[at] !== pad) throw new errors.WECHAT_ERR_ENVELOPE('its padding is wrong')
  }
  if (end < HEADER_BYTES) throw new errors.WECHAT_ERR_ENVELOPE('it is too short')
  const messageEnd = HEADER_BYTES + plain.readUInt32BE(RANDOM_BYTES)
  if (messageEnd > end) throw new errors.WECHAT_ERR_ENVELOPE('its length is wrong')
  if (plain.toString('latin1', messageEnd, end) !== id) throw new errors.WECHAT_ERR_ENVELOPE('it is for another app id')
  const message = plain.subarray(HEADER_BYTES, messageEnd)
  if (!isUtf8(message)) throw new errors.WECHAT_ERR_MALFORMED('it is not UTF-8')
  return message.toString()
}

/** Seals a message in the layout that `decrypt` opens. `random` is 16 bytes. */
export function encrypt (message: string, key: Buffer, id: string, random: Buffer = randomBytes(RANDOM_BYTES)): string {
  const body = Buffer.from(message)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(body.length)
  const unpadded = HEADER_BYTES + body.length + Buffer.byteLength(id)
  const pad = PAD_BLOCK - unpadded % PAD_BLOCK
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, AES_BLOCK))
  cipher.setAutoPadding(false)
  const plain = Buffer.concat([random, length, body, Buffer.from(id), Buffer.alloc(pad, pad)])
  return Buffer.concat([cipher.update(plain), cipher.final()]).toString('base64')
}

/** What is written around an encrypted passive reply. */
export interface SealedReply {
  token: string
  timestamp: string
  nonce: string
  ciphertext: string
}

/** The signed envelope of an encrypted passive reply, as XML. */
export function writeEnvelope ({ token, timestamp, nonce, ciphertext }: SealedReply): string {
  return writeXml({
    Encrypt: ciphertext,
    MsgSignature: sign(token, timestamp, nonce, ciphertext),
    TimeStamp: timestamp,
    Nonce: nonce
  })
}
