import t from 'tap'
import { Secret, Type, type TSchema } from '@kefuhub/contract'
import { compileChecker } from '../../src/config/checker.js'

const closed = { additionalProperties: false }

t.test('fills in defaults, nested ones too', async (t) => {
  const schema = Type.Object({
    a: Type.Integer({ default: 1 }),
    b: Type.Object({ c: Type.String({ default: 'x' }) }, { ...closed, default: {} }),
    d: Type.Array(Type.Object({ e: Type.Boolean({ default: true }) }, closed), { default: [] })
  }, closed)
  const value = { d: [{}] }
  t.same(compileChecker(schema)(value), [])
  t.same(value, { a: 1, b: { c: 'x' }, d: [{ e: true }] })
})

t.test('lists every mistake at once, with what is allowed', async (t) => {
  const schema = Type.Object({
    port: Type.Integer({ minimum: 0, maximum: 9 }),
    host: Type.String({ minLength: 1, pattern: '^[a-z]+$' }),
    level: Type.Enum(['info', 'debug']),
    mode: Type.Union([Type.Literal('plain'), Type.Literal('safe')]),
    list: Type.Array(Type.Integer(), { minItems: 1 }),
    needed: Type.String()
  }, closed)
  t.same(compileChecker(schema)({ port: 10, host: '', level: 'inof', mode: 'plian', list: [1, 'x'], extra: 1 }), [
    { kind: 'missing', path: ['needed'], allowed: 'text' },
    { kind: 'unknown', path: ['extra'], allowed: 'port, host, level, mode, list, needed' },
    { kind: 'invalid', path: ['port'], allowed: 'an integer from 0 to 9' },
    { kind: 'invalid', path: ['host'], allowed: 'text that matches ^[a-z]+$' },
    { kind: 'invalid', path: ['level'], allowed: 'one of info, debug', suggestion: 'info' },
    { kind: 'invalid', path: ['list', 1], allowed: 'an integer' },
    { kind: 'invalid', path: ['mode'], allowed: 'one of plain, safe', suggestion: 'plain' }
  ])
})

t.test('a mapping of several shapes is checked against the shape that its constant names', async (t) => {
  const schema = Type.Object({
    transfer: Type.Union([
      Type.Object({ kind: Type.Literal('none') }, closed),
      Type.Object({ kind: Type.Literal('account'), account: Type.String(), options: Type.Union([Type.Integer(), Type.Null()]) }, closed),
      Type.Boolean()
    ])
  }, closed)
  const check = compileChecker(schema)
  t.same(check({ transfer: { kind: 'account', acount: 'a', options: 'x' } }), [
    { kind: 'missing', path: ['transfer', 'account'], allowed: 'text' },
    { kind: 'unknown', path: ['transfer', 'acount'], allowed: 'kind, account, options', suggestion: 'account' },
    { kind: 'invalid', path: ['transfer', 'options'], allowed: 'an integer, or null' }
  ])
  t.match(check({ transfer: { kind: 'other' } }), [{ kind: 'invalid', path: ['transfer'], allowed: 'a mapping with the keys kind, or a mapping with the keys kind, account, options, or true or false' }])
  t.match(check({ transfer: 1 }), [{ kind: 'invalid', path: ['transfer'] }])
  t.same(check({ transfer: { kind: 'none' } }), [])
})

t.test('says in words what is allowed', async (t) => {
  const cases: Array<[TSchema, unknown, string]> = [
    [Type.Integer({ minimum: 1 }), 0, 'an integer of at least 1'],
    [Type.Number({ maximum: 1.5 }), 2, 'a number of at most 1.5'],
    [Type.Number({ exclusiveMinimum: 0, multipleOf: 5 }), 1, 'a number of at least 0, a multiple of 5'],
    [Type.String({ minLength: 3, maxLength: 32 }), 'x', 'text of 3 to 32 characters'],
    [Type.String({ minLength: 43, maxLength: 43 }), 'x', 'text of 43 characters'],
    [Type.String({ maxLength: 2 }), 'xxx', 'text of at most 2 characters'],
    [Type.String({ format: 'uri' }), 'x', 'text in the form of a uri'],
    [Type.Boolean(), 1, 'true or false'],
    [Type.Null(), 1, 'null'],
    [Type.Array(Type.Integer(), { maxItems: 1, uniqueItems: true }), [1, 2], 'a list of at most 1 items that differ'],
    [Type.Object({ a: Type.Optional(Type.String()) }, closed), [], 'a mapping with the keys a'],
    [Type.Object({}), null, 'a mapping'],
    [Type.Literal('x'), 'y', 'x'],
    [Type.Unsafe({ type: ['string', 'integer'] }), true, 'text or an integer'],
    [Type.Unsafe({ not: {} }), 1, 'any value']
  ]
  for (const [schema, value, allowed] of cases) {
    t.match(compileChecker(Type.Object({ value: schema }))({ value }), [{ kind: 'invalid', path: ['value'], allowed }], allowed)
  }
})

t.test('reads keys with slashes and tildes, and list indexes, from where the mistake is', async (t) => {
  const schema = Type.Object({ 'a/b~c': Type.Array(Type.Record(Type.String(), Type.Integer())) })
  t.match(compileChecker(schema)({ 'a/b~c': [{ 0: 1 }, { 0: 'x' }] }), [{ path: ['a/b~c', 1, '0'] }])
})

t.test('knows the keyword secret and refuses unknown ones', async (t) => {
  t.same(compileChecker(Type.Object({ a: Secret() }))({ a: 'x' }), [])
  t.throws(() => compileChecker(Type.Unsafe({ type: 'object', secrt: true })), /strict mode: unknown keyword/)
})

t.test('a condition is told by what it wants', async (t) => {
  const schema = Type.Object({ mode: Type.String(), key: Type.Optional(Type.String({ minLength: 43, maxLength: 43 })) }, {
    ...closed,
    if: { type: 'object', properties: { mode: { const: 'safe' } } },
    then: { type: 'object', properties: { key: {} }, required: ['key'] }
  })
  t.same(compileChecker(schema)({ mode: 'safe' }), [{ kind: 'missing', path: ['key'], allowed: 'text of 43 characters' }])
  t.same(compileChecker(schema)({ mode: 'plain' }), [])
})
