import t from 'tap'
import { Secret, Type, secretPaths } from '@kefuhub/contract'

t.test('finds every secret of a schema', (t) => {
  const schema = Type.Object({
    open: Type.String(),
    token: Secret(),
    optional: Type.Optional(Secret({ maxLength: 10 })),
    nested: Type.Object({ deep: Type.Object({ key: Secret() }) }),
    list: Type.Array(Type.Object({ name: Type.String(), password: Secret() })),
    all: Type.Array(Secret()),
    either: Type.Union([Type.Null(), Type.Object({ key: Secret() })]),
    both: Type.Intersect([Type.Object({ a: Secret() }), Type.Object({ b: Type.String() })]),
    byName: Type.Record(Type.String(), Secret()),
    others: Type.Object({}, { additionalProperties: Secret() })
  })
  t.same(secretPaths(schema).map((path) => path.join('.')).sort(), [
    'all.*', 'both.a', 'byName.*', 'either.key', 'list.*.password', 'nested.deep.key', 'optional', 'others.*', 'token'
  ])
  t.end()
})

t.test('a secret is never empty unless its schema says so', (t) => {
  t.match(Secret(), { type: 'string', minLength: 1, secret: true })
  t.match(Secret({ minLength: 32 }), { minLength: 32, secret: true })
  t.end()
})

t.test('a schema without secrets has none', (t) => {
  t.same(secretPaths(Type.Object({ name: Type.String() })), [])
  t.end()
})
