import t from 'tap'
import { Cipher } from '../../src/callback/cipher.js'
import { openWith, sealFor } from '../../src/simulator/index.js'
import { KEY, vectors } from '../vectors.js'

const { accept, reject, malleability_demo: demo } = vectors.im_third_party
const SEPARATOR = '~split~'
const OTHER = 'ffeeddccbbaa99887766554433221100'

t.test('opens and writes every accepted vector', async (t) => {
  for (const { name, key_hex: key, iv_hex: iv, plaintext, encrypted } of accept) {
    const cipher = new Cipher([key], SEPARATOR)
    t.equal(cipher.open(encrypted).toString(), plaintext, name)
    t.equal(cipher.seal(plaintext, Buffer.from(iv, 'hex')), encrypted, `${name}, written`)
  }
})

t.test('refuses every rejected vector', async (t) => {
  for (const { name, key_hex: key, encrypted } of reject) t.throws(() => new Cipher([key], SEPARATOR).open(encrypted), { code: 'XHS_ERR_ENVELOPE', statusCode: 403 }, name)
  for (const other of [undefined, null, 7, {}, ['x']]) t.throws(() => new Cipher([KEY], SEPARATOR).open(other), { code: 'XHS_ERR_ENVELOPE' }, String(other))
})

t.test('refuses padding that is not right to the last byte', async (t) => {
  const { createCipheriv } = await import('node:crypto')
  const iv = Buffer.alloc(16)
  const seal = (plain: Buffer): string => {
    const cipher = createCipheriv('aes-128-cbc', Buffer.from(KEY, 'hex'), iv).setAutoPadding(false)
    return `${iv.toString('base64')}${SEPARATOR}${Buffer.concat([cipher.update(plain), cipher.final()]).toString('base64')}`
  }
  const pads: Record<string, number[]> = { 'one byte differs': [3, 2, 3], zero: [0, 0, 0], 'more than a block': [17, 17, 17], right: [3, 3, 3] }
  for (const [name, pad] of Object.entries(pads)) {
    const open = (): Buffer => new Cipher([KEY], SEPARATOR).open(seal(Buffer.concat([Buffer.from('{"text":"abc"'.slice(0, 13)), Buffer.from(pad)])))
    if (name === 'right') t.equal(open().length, 13)
    else t.throws(open, { code: 'XHS_ERR_ENVELOPE' }, name)
  }
  t.throws(() => new Cipher([KEY], SEPARATOR).open(seal(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.alloc(14, 14)]))), { code: 'XHS_ERR_ENVELOPE' }, 'no UTF-8')
})

t.test('cannot tell who wrote, as is known of this cipher', async (t) => {
  t.equal(new Cipher([demo.key_hex], SEPARATOR).open(demo.encrypted).toString(), demo.decrypts_to)
})

t.test('seals under a fresh IV each time', async (t) => {
  const cipher = new Cipher([KEY], SEPARATOR)
  const sealed = new Set(Array.from({ length: 20 }, () => cipher.seal('{"text":"hello"}')))
  t.equal(sealed.size, 20)
  for (const text of sealed) t.notMatch(text, /^A{22}==/, 'never the zero IV')
})

t.test('opens what the key before the last change sealed', async (t) => {
  const old = new Cipher([OTHER], SEPARATOR).seal('{}')
  t.equal(new Cipher([KEY, OTHER], SEPARATOR).open(old).toString(), '{}')
  t.throws(() => new Cipher([KEY], SEPARATOR).open(old), { code: 'XHS_ERR_ENVELOPE' })
  t.equal(new Cipher([OTHER], SEPARATOR).open(new Cipher([OTHER, KEY], SEPARATOR).seal('x')).toString(), 'x', 'the first key seals')
})

t.test('follows another separator, and agrees with the simulator', async (t) => {
  const cipher = new Cipher([KEY], '.')
  t.match(cipher.seal('x'), /^[^.]+\.[^.]+$/)
  t.equal(cipher.open(cipher.seal('小红书')).toString(), '小红书')
  t.strictSame(openWith(KEY, new Cipher([KEY], SEPARATOR).seal('{"a":1}')), { a: 1 })
  t.equal(new Cipher([KEY], SEPARATOR).open(sealFor(KEY, { a: 1 })).toString(), '{"a":1}')
})
