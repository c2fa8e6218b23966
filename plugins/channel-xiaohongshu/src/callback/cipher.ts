import { isUtf8 } from 'node:buffer'
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { errors } from '../errors.js'

const ALGORITHM = 'aes-128-cbc'
const BLOCK_BYTES = 16
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/

/**
 * The platform's cipher: AES-128-CBC with PKCS#7, written as base64(iv), separator, base64(ciphertext). It has no MAC: that something
 * can be opened does not prove who wrote it.
 */
export class Cipher {
  readonly #keys: readonly [Buffer, ...Buffer[]]
  readonly #separator: string

  /** @param keys of 32 hex characters; the first one seals, all open */
  constructor (keys: readonly [string, ...string[]], separator: string) {
    this.#keys = keys.map((key) => Buffer.from(key, 'hex')) as [Buffer, ...Buffer[]]
    this.#separator = separator
  }

  /** Encrypts a text under a fresh random IV. */
  seal (text: string, iv: Buffer = randomBytes(BLOCK_BYTES)): string {
    const cipher = createCipheriv(ALGORITHM, this.#keys[0], iv)
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return iv.toString('base64') + this.#separator + sealed.toString('base64')
  }

  /** Decrypts to the bytes of UTF-8. @throws XHS_ERR_ENVELOPE */
  open (sealed: unknown): Buffer {
    if (typeof sealed !== 'string') throw new errors.XHS_ERR_ENVELOPE('it is not a text')
    const [ivText = '', text = '', ...rest] = sealed.split(this.#separator)
    if (rest.length > 0 || !BASE64.test(ivText) || !BASE64.test(text)) throw new errors.XHS_ERR_ENVELOPE('it is not two texts of base64')
    const iv = Buffer.from(ivText, 'base64')
    const bytes = Buffer.from(text, 'base64')
    if (iv.length !== BLOCK_BYTES || bytes.length === 0 || bytes.length % BLOCK_BYTES !== 0) throw new errors.XHS_ERR_ENVELOPE('its size is wrong')
    for (const key of this.#keys) {
      const opened = decrypt(bytes, key, iv)
      if (opened !== undefined) return opened
    }
    throw new errors.XHS_ERR_ENVELOPE('no key fits')
  }
}

/** Undefined where the padding or the encoding shows that the key is another one. */
function decrypt (bytes: Buffer, key: Buffer, iv: Buffer): Buffer | undefined {
  try {
    // The last block's padding is checked whole.
    const decipher = createDecipheriv(ALGORITHM, key, iv)
    const opened = Buffer.concat([decipher.update(bytes), decipher.final()])
    return isUtf8(opened) ? opened : undefined
  } catch {
    return undefined
  }
}
