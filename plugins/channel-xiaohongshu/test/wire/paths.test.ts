import t from 'tap'
import { cut, numberAt, textAt, valueAt, wordAt } from '../../src/wire/paths.js'

t.test('reads own properties only', async (t) => {
  const document = { a: { b: [{ c: 'x' }] }, user_info: { nickname: '小' } }
  t.equal(valueAt(document, 'a.b.0.c'), 'x')
  t.equal(valueAt(document, 'user_info.nickname'), '小')
  for (const path of ['constructor', 'a.constructor.name', '__proto__', 'a.b.map', 'a.b.1', 'a.b.0.c.length', 'toString', '']) t.equal(valueAt(document, path), undefined, path)
  for (const other of [null, undefined, 'text', 1]) t.equal(valueAt(other, 'length'), undefined, String(other))
})

t.test('takes the first path that leads to something', async (t) => {
  const document = { empty: ' ', none: null, list: [1], number: 7, text: ' x ' }
  t.equal(textAt(document, ['empty', 'none', 'list', 'text']), ' x ')
  t.equal(wordAt(document, ['text']), 'x')
  t.equal(textAt(document, ['number']), '7')
  t.equal(textAt(document, ['gone']), undefined)
  t.equal(textAt(document, undefined), undefined)
})

t.test('reads numbers from numbers and texts', async (t) => {
  t.equal(numberAt({ a: '31.2' }, ['a']), 31.2)
  t.equal(numberAt({ a: 0 }, ['a']), 0)
  t.equal(numberAt({ a: 'x' }, ['a']), undefined)
  t.equal(numberAt({}, ['a']), undefined)
})

t.test('cuts no character in half', async (t) => {
  t.equal(cut('a😀b', 2), 'a')
  t.equal(cut('a😀b', 3), 'a😀')
  t.equal(cut('ab', 2), 'ab')
})
