import t from 'tap'
import { valuesOf } from '../src/values-of.js'

t.test('finds the texts that a request carries, longest first', async (t) => {
  const names = new Set(['fields'])
  t.same(valuesOf({ vals: { name: 'Zhao', note: 'a longer text', n: 7, x: '1' }, fields: ['name'] }, names), ['a longer text', 'Zhao'])
  t.same(valuesOf([[['email', '=ilike', 'ann@example.com'], ['ref', 'in', ['h1', 'h2']]]], names), ['ann@example.com', 'h1', 'h2'])
  t.same(valuesOf(['one', 'two', 'three'], names), ['three', 'one', 'two'])
  t.same(valuesOf(undefined, names), [])
})
