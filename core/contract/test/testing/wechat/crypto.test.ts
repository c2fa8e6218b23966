import { createCipheriv, createHash } from 'node:crypto'
import t from 'tap'
import { decryptMessage, encryptMessage, signValues } from '../../../src/testing/wechat/crypto.js'
import vectors from './fixtures/vectors.json' with { type: 'json' }

const keys: Record<string, string> = { K1: vectors.config.keys.K1.encoding_aes_key, K2: vectors.config.keys.K2.encoding_aes_key }

t.test('signs a callback like the known answers', async (t) => {
  for (const { name, token, timestamp, nonce, signature } of vectors.url_signature) {
    t.equal(signValues(token, timestamp, nonce), signature, name)
  }
})

t.test('encrypts byte for byte like the known answers and decrypts them', async (t) => {
  for (const vector of vectors.aes) {
    const text = vector.plaintext ?? vector.plaintext_repeat!.unit.repeat(vector.plaintext_repeat!.times)
    const encrypted = encryptMessage(text, vector.id, keys[vector.key]!, Buffer.from(vector.random16_hex, 'hex'))
    if (vector.encrypted_b64 === undefined) t.equal(createHash('sha256').update(encrypted).digest('hex'), vector.encrypted_sha256, vector.name)
    else t.equal(encrypted, vector.encrypted_b64, vector.name)
    t.same(decryptMessage(encrypted, keys[vector.key]!), { text, id: vector.id }, vector.name)
  }
})

t.test('encrypts with new random bytes each time', async (t) => {
  t.not(encryptMessage('a', vectors.config.appid, keys.K1!), encryptMessage('a', vectors.config.appid, keys.K1!))
})

t.test('does not decrypt what is not well-formed', async (t) => {
  // Fixed, since one in 256 random blocks ends like a padding.
  const good = Buffer.from(vectors.aes[0]!.encrypted_b64!, 'base64')
  const cases: Record<string, Buffer> = {
    empty: Buffer.alloc(0),
    'not whole blocks': good.subarray(0, 20),
    'without the last block': good.subarray(0, -16),
    'changed padding': Buffer.concat([good.subarray(0, -1), Buffer.from([good.at(-1)! ^ 0xff])])
  }
  for (const [name, bytes] of Object.entries(cases)) t.equal(decryptMessage(bytes.toString('base64'), keys.K1!), undefined, name)
  t.equal(decryptMessage(good.toString('base64'), keys.K2!), undefined, 'another key')
})

t.test('does not decrypt a length that goes beyond the message, nor one too short for a head', async (t) => {
  const seal = (plain: Buffer) => {
    const pad = 32 - plain.length % 32
    return encryptRaw(Buffer.concat([plain, Buffer.alloc(pad, pad)]))
  }
  const head = Buffer.alloc(20)
  head.writeUInt32BE(1_000, 16)
  t.equal(decryptMessage(seal(Buffer.concat([head, Buffer.from('short')])), keys.K1!), undefined)
  t.equal(decryptMessage(seal(Buffer.from('tiny')), keys.K1!), undefined)
})

function encryptRaw (padded: Buffer): string {
  const key = Buffer.from(vectors.config.keys.K1.aes_key_hex, 'hex')
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  return Buffer.concat([cipher.update(padded), cipher.final()]).toString('base64')
}
