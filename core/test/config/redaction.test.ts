import fc from 'fast-check'
import t from 'tap'
import { Secret, Type } from '@kefuhub/contract'
import { collectSecrets, collectUrlPasswords, createRedactor, maskUrlPassword } from '../../src/config/redaction.js'

t.test('a redacted text holds none of the secrets, however they are encoded', async (t) => {
  const secret = fc.string({ minLength: 3, maxLength: 40 }).filter((text) => !text.includes('•') && text.trim().length >= 3)
  fc.assert(fc.property(fc.array(secret, { minLength: 1, maxLength: 5 }), (secrets) => {
    const redact = createRedactor(secrets)
    const text = secrets.map((value) => `<${value}> ${encodeURIComponent(value)} ${JSON.stringify(value)}`).join(' ')
    const redacted = redact(text)
    for (const value of secrets) t.notOk(redacted.split('•••').some((part) => part.includes(value)), value)
  }), { numRuns: 300 })
})

t.test('replaces the longer secret first and leaves other texts alone', async (t) => {
  const redact = createRedactor(['abc', 'abcdef', 'a+b.*', ''])
  t.equal(redact('xabcdefx abc a+b.* aab'), 'x•••x ••• ••• aab')
  t.equal(createRedactor([])('abc'), 'abc')
  t.equal(createRedactor(['ab'])('abc'), 'abc', 'two characters are no secret')
  t.equal(createRedactor(['x\ud800y'])('x\ud800y'), '•••', 'half a surrogate pair breaks nothing')
})

t.test('hides the passwords of addresses', async (t) => {
  t.equal(maskUrlPassword('mongodb://hub:p@ss:w0rd@mongo:27017/?a=b and rediss://:x@y'), 'mongodb://hub:•••@mongo:27017/?a=b and rediss://:•••@y')
  for (const text of ['mongodb://mongo:27017/a@b', 'embedded:./data', 'a:b@c', 'http://host/path:x@y']) t.equal(maskUrlPassword(text), text)
})

t.test('collects passwords of addresses at any depth, as written and decoded', async (t) => {
  t.same(collectUrlPasswords({ a: ['mongodb://u:p%40ss@h', 1, null], b: { c: 'redis://:bad%zz@h' }, d: 'redis://:@h' }), ['p%40ss', 'p@ss', 'bad%zz'])
})

t.test('collects what stands at secret paths', async (t) => {
  const schema = Type.Object({ a: Secret(), b: Type.Array(Type.Object({ c: Secret() })), d: Type.Record(Type.String(), Secret()), e: Type.String(), f: Type.Optional(Secret()) })
  t.same(collectSecrets(schema, { a: 'one', b: [{ c: 'two' }, { c: 3 }, {}], d: { x: 'three' }, e: 'no' }), ['one', 'two', 'three'])
  t.same(collectSecrets(schema, { b: 'no list', d: null }), [])
})
