import fc from 'fast-check'
import t from 'tap'
import { suggestName } from '../../src/config/allowed.js'

const keys = ['host', 'port', 'publicUrl', 'trustProxy']

t.test('suggests what differs in case, dashes, one letter in three, or the order of letters', async (t) => {
  const cases: Array<[string, string | undefined]> = [
    ['prot', 'port'],
    ['Port', 'port'],
    ['public_url', 'publicUrl'],
    ['public-urls', 'publicUrl'],
    ['trustproxi', 'trustProxy'],
    ['hots', 'host'],
    ['pot', 'port'],
    ['colour', undefined],
    ['', undefined],
    ['x', undefined],
    ['x'.repeat(300), undefined]
  ]
  for (const [read, meant] of cases) t.equal(suggestName(read, keys), meant, read.slice(0, 20))
  t.equal(suggestName('a', []), undefined)
})

t.test('suggests nothing but a candidate, and a candidate for itself', async (t) => {
  fc.assert(fc.property(fc.string(), fc.array(fc.string({ minLength: 1 })), (read, names) => {
    const suggestion = suggestName(read, names)
    t.ok(suggestion === undefined || names.includes(suggestion))
    for (const name of names) t.type(suggestName(name, names), 'string')
  }))
})
