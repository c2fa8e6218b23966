import t from 'tap'
import { isSpellingOf, placeValues, readEmails, readPhone } from '../src/contact-values.js'

t.test('phones become E.164 where they say enough', async (t) => {
  const cases = [['138 0013 8000', '+8613800138000'], ['+1 (415) 555-0100', '+14155550100'], ['0086-21-12345678', '+862112345678'], [' ask Ann ', 'ask Ann']] as const
  for (const [text, phone] of cases) t.equal(readPhone(text, '86'), phone, text)
})

t.test('a number is known in every spelling, and no other', async (t) => {
  const cases = [
    ['+86 138 0013 8000', true], ['8613800138000', true], ['138-0013-8000', true], ['13800138001', false], ['113800138000', false], ['', false]
  ] as const
  for (const [text, isSame] of cases) t.equal(isSpellingOf(text, '+8613800138000', '86'), isSame, text)
  for (const text of ['862112345678', '02112345678', '2112345678', '021 1234 5678']) t.ok(isSpellingOf(text, '+862112345678', '86'), text)
})

t.test('e-mail addresses are read out of what people write around them', async (t) => {
  t.same(readEmails('Ann <ann@example.com>, "Bob" bob@example.com;ann@example.com'), ['ann@example.com', 'bob@example.com'])
  t.same(readEmails('none'), [])
})

t.test('values are laid into fields', async (t) => {
  const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()
  const cases = [
    { title: 'into empty ones in order', held: {}, values: ['x', 'y'], changed: { a: 'x', b: 'y' } },
    { title: 'those that are there stay where they are', held: { b: 'X' }, values: ['x', 'y'], changed: { a: 'y' } },
    { title: 'another order changes nothing', held: { a: 'y', b: 'x' }, values: ['x', 'y'], changed: {} },
    { title: 'what is left over is emptied', held: { a: 'x', b: 'y' }, values: ['y'], changed: { a: null } },
    { title: 'none empties all', held: { a: 'x' }, values: [], changed: { a: null } },
    { title: 'too many are dropped', held: {}, values: ['x', 'y', 'z'], changed: { a: 'x', b: 'y' } },
    { title: 'one that is meant once does not hold two fields', held: { a: 'x', b: 'x' }, values: ['x'], changed: { b: null } }
  ]
  for (const { title, held, values, changed } of cases) {
    const current = (field: string): string | undefined => (held as Record<string, string>)[field]
    t.same(placeValues(['a', 'b'], current, values, same), changed, title)
  }
})
