import { createCipheriv, createHash } from 'node:crypto'
import t from 'tap'
import { decodeKey, decrypt, encrypt, writeEnvelope } from '../../src/callback/envelope.js'
import { vectors } from '../vectors.js'

const { config, wechat } = vectors
const keyOf = (name: 'K1' | 'K2'): Buffer => decodeKey(config.keys[name].encoding_aes_key)

t.test('decodes keys whose last character carries spare bits', async (t) => {
  for (const name of ['K1', 'K2'] as const) t.equal(keyOf(name).toString('hex'), config.keys[name].aes_key_hex, name)
})

t.test('seals and opens every AES vector', async (t) => {
  for (const { name, key, random16_hex: random, id, plaintext, plaintext_repeat: repeat, encrypted_b64: sealed, encrypted_sha256: digest } of wechat.aes.accept) {
    const message = plaintext ?? repeat?.unit.repeat(repeat.times) ?? ''
    const made = encrypt(message, keyOf(key), id, Buffer.from(random, 'hex'))
    if (sealed !== undefined) t.equal(made, sealed, name)
    if (digest !== undefined) t.ok([made, Buffer.from(made, 'base64')].some((form) => createHash('sha256').update(form).digest('hex') === digest), name)
    t.equal(decrypt(made, keyOf(key), id), message, name)
  }
})

t.test('seals the same message differently each time', async (t) => {
  t.not(encrypt('a', keyOf('K1'), 'id'), encrypt('a', keyOf('K1'), 'id'))
})

function sealBytes (plain: Buffer): string {
  const key = keyOf('K1')
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  return Buffer.concat([cipher.update(plain), cipher.final()]).toString('base64')
}

function layout ({ message = Buffer.from('hi'), length = message.length, id = 'wx', pad }: { message?: Buffer, length?: number, id?: string, pad?: Buffer } = {}): Buffer {
  const header = Buffer.alloc(20)
  header.writeUInt32BE(length, 16)
  const body = Buffer.concat([header, message, Buffer.from(id)])
  const missing = 32 - body.length % 32
  return Buffer.concat([body, pad ?? Buffer.alloc(missing, missing)])
}

t.test('refuses what is not laid out well', async (t) => {
  const key = keyOf('K1')
  t.equal(decrypt(sealBytes(layout()), key, 'wx'), 'hi')
  const cases: Array<[string, string, string]> = [
    ['empty', '', 'WECHAT_ERR_ENVELOPE'],
    ['no base64', '*'.repeat(64), 'WECHAT_ERR_ENVELOPE'],
    ['half a block', sealBytes(layout()).slice(0, 20), 'WECHAT_ERR_ENVELOPE'],
    ['padding 0', sealBytes(Buffer.concat([layout().subarray(0, 31), Buffer.from([0])])), 'WECHAT_ERR_ENVELOPE'],
    ['padding 33', sealBytes(Buffer.alloc(64, 33)), 'WECHAT_ERR_ENVELOPE'],
    ['padding longer than all', sealBytes(Buffer.alloc(16, 32)), 'WECHAT_ERR_ENVELOPE'],
    ['padding not uniform', sealBytes(layout({ pad: Buffer.from([1, 2, 3, 4, 5, 6, 7, 8]) })), 'WECHAT_ERR_ENVELOPE'],
    ['nothing but padding', sealBytes(Buffer.alloc(32, 32)), 'WECHAT_ERR_ENVELOPE'],
    ['length beyond the end', sealBytes(layout({ length: 1000 })), 'WECHAT_ERR_ENVELOPE'],
    ['length of four bytes of ones', sealBytes(layout({ length: 0xffffffff })), 'WECHAT_ERR_ENVELOPE'],
    ['length 0', sealBytes(layout({ length: 0 })), 'WECHAT_ERR_ENVELOPE'],
    ['another id', sealBytes(layout({ id: 'wy' })), 'WECHAT_ERR_ENVELOPE'],
    ['a longer id', sealBytes(layout({ id: 'wxx' })), 'WECHAT_ERR_ENVELOPE'],
    ['no id', sealBytes(layout({ id: '' })), 'WECHAT_ERR_ENVELOPE'],
    ['not UTF-8', sealBytes(layout({ message: Buffer.from([0xff, 0xfe]) })), 'WECHAT_ERR_MALFORMED']
  ]
  for (const [name, sealed, code] of cases) t.throws(() => decrypt(sealed, key, 'wx'), { code }, name)
})

t.test('writes the signed envelope of every passive reply vector', async (t) => {
  for (const { name, key, random16_hex: random, timestamp, nonce, plain_xml: xml, encrypted_b64: sealed, envelope } of wechat.passive_reply.items) {
    const ciphertext = encrypt(xml, keyOf(key), config.appid, Buffer.from(random, 'hex'))
    t.equal(ciphertext, sealed, name)
    const written = writeEnvelope({ token: config.token, timestamp, nonce, ciphertext })
    t.equal(written.replace(/<!\[CDATA\[(.*?)\]\]>/g, '$1'), envelope.replace(/<!\[CDATA\[(.*?)\]\]>/g, '$1'), name)
  }
})
