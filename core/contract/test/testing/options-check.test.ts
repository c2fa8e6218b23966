import t from 'tap'
import { Secret, Type } from '@kefuhub/contract'
import { checkOptions, type OptionsError } from '@kefuhub/contract/testing'

const schema = Type.Object({
  url: Type.String({ format: 'uri' }),
  key: Secret(),
  limits: Type.Object({ most: Type.Integer({ default: 5 }) }, { additionalProperties: false, default: {} })
}, { additionalProperties: false })

t.test('fills in defaults without touching what it was given', (t) => {
  const given = { url: 'https://a.test', key: 'k' }
  t.same(checkOptions('sample', schema, given), { ...given, limits: { most: 5 } })
  t.same(Object.keys(given), ['url', 'key'])
  t.end()
})

t.test('names every mistake by its path and shows no value', (t) => {
  let refusal: unknown
  try {
    checkOptions('sample', schema, { url: 'the-secret', limits: { most: 'the-secret', least: 1 } })
  } catch (error) {
    refusal = error
  }
  const { problems, message } = refusal as OptionsError
  t.same(problems.map(({ path }) => path).sort(), ['/key', '/limits/least', '/limits/most', '/url'])
  t.notMatch(message, 'the-secret')
  t.end()
})
