import fc from 'fast-check'
import t from 'tap'
import type { Content } from '@kefuhub/contract'
import { foldText } from '../src/fold.js'
import { Matcher } from '../src/matcher.js'
import type { Rule } from '../src/rule.js'

const text = (text: string): Content => ({ type: 'text', text })
const idFor = (rules: Rule[], content: Content): string | undefined => new Matcher(rules).match(content)?.id

t.test('ignores case and full-width forms', (t) => {
  const rules: Rule[] = [{ id: 'a', any: ['Ｒｅｆｕｎｄ', 'ＶＩＰ客户'], reply: '' }]
  for (const says of ['refund', 'REFUND', 'ｒＥｆｕｎｄ?', 'vip客户']) t.equal(idFor(rules, text(says)), 'a', says)
  t.equal(idFor(rules, text('refun')), undefined)
  t.end()
})

t.test('wants one of any, all of all and none of none', (t) => {
  const rules: Rule[] = [{ id: 'a', any: ['a', 'b'], all: ['c', 'd'], none: ['e'], reply: '' }]
  t.equal(idFor(rules, text('a c d')), 'a')
  t.equal(idFor(rules, text('b d c')), 'a')
  t.equal(idFor(rules, text('c d')), undefined, 'none of any')
  t.equal(idFor(rules, text('a c')), undefined, 'not all')
  t.equal(idFor(rules, text('a b c d e')), undefined, 'one of none')
  t.end()
})

t.test('tries higher priority first, then the order of the file', (t) => {
  const rules: Rule[] = [{ id: 'low', any: ['x'], priority: -1 }, { id: 'first', any: ['x'] }, { id: 'second', any: ['x'], priority: 0 }, { id: 'high', any: ['x', 'y'], all: ['y'], priority: 1 }]
  t.equal(idFor(rules, text('x')), 'first')
  t.equal(idFor(rules, text('xy')), 'high')
  t.end()
})

t.test('looks at text alone unless a rule names types or events', (t) => {
  const voice: Content = { type: 'voice', media: { state: 'remote', remote: 'v' }, transcript: '我要退款' }
  const any = ['退款']
  t.equal(idFor([{ id: 'a', any }], voice), undefined)
  t.equal(idFor([{ id: 'a', any, types: ['voice'] }], voice), 'a')
  t.equal(idFor([{ id: 'a', any, types: ['voice'] }], text('退款')), undefined)
  t.equal(idFor([{ id: 'a', types: ['image'] }], { type: 'image', media: { state: 'remote', remote: 'i' } }), 'a')
  t.equal(idFor([{ id: 'a', any, events: ['menu'] }], text('退款')), undefined)
  t.equal(idFor([{ id: 'a', any, events: ['menu'], types: ['text'] }], text('退款')), 'a')
  t.end()
})

t.test('reads the words of every type', (t) => {
  const media = { state: 'remote', remote: 'm' } as const
  const says: Content[] = [
    { type: 'text', text: 'word' },
    { type: 'voice', media, transcript: 'word' },
    { type: 'video', media, title: 'word' },
    { type: 'video', media, description: 'word' },
    { type: 'file', name: 'word.pdf' },
    { type: 'location', latitude: 0, longitude: 0, label: 'word' },
    { type: 'link', url: 'https://example.org', title: 'word' },
    { type: 'card', kind: 'product', title: 't', description: 'word' },
    { type: 'event', name: 'menu', key: 'word' },
    { type: 'menu', text: 'word', items: [{ id: '1', label: 'a' }] },
    { type: 'unsupported', platformType: 'x', text: 'word' }
  ]
  for (const content of says) t.equal(idFor([{ id: 'a', types: [content.type], any: ['WORD'] }], content), 'a', content.type)
  const silent: Content[] = [
    { type: 'voice', media }, { type: 'video', media }, { type: 'image', media }, { type: 'location', latitude: 0, longitude: 0 },
    { type: 'event', name: 'word' }, { type: 'unsupported', platformType: 'word' }, { type: 'link', url: 'https://example.org', title: 't' }
  ]
  for (const content of silent) t.equal(idFor([{ id: 'a', types: [content.type], any: ['word'] }], content), undefined, `silent ${content.type}`)
  t.end()
})

t.test('knows events by name, and keeps the order between rules for events and for types', (t) => {
  const follow: Content = { type: 'event', name: 'follow' }
  t.equal(idFor([{ id: 'a', events: ['follow'] }], follow), 'a')
  t.equal(idFor([{ id: 'a', events: ['scan'] }], follow), undefined)
  t.equal(idFor([{ id: 'type', types: ['event'] }, { id: 'event', events: ['follow'] }], follow), 'type')
  t.equal(idFor([{ id: 'type', types: ['event'] }, { id: 'event', events: ['follow'], priority: 1 }], follow), 'event')
  t.end()
})

const word = fc.string({ unit: fc.constantFrom('a', 'B', 'ｂ', '退', '款', ' ', '😀', 'é', 'e\u0301', 'ﬁ', 'İ', 'ß'), minLength: 1, maxLength: 5 }).filter((word) => word.trim() !== '')
const words = fc.option(fc.array(word, { minLength: 1, maxLength: 4 }), { nil: undefined })
const rule = fc.record({ any: words, all: words, none: words, priority: fc.integer({ min: -1, max: 1 }) })

t.test('agrees with the plain reading of the rules', (t) => {
  fc.assert(fc.property(fc.array(rule, { maxLength: 8 }), fc.string({ unit: fc.constantFrom('A', 'b', 'Ｂ', '退', '款', '　', '😀', 'é', 'f', 'i', 'ß'), maxLength: 20 }), (sources, says) => {
    const rules = sources.map((source, index) => ({ ...source, id: String(index) }) as Rule)
    const has = (keyword: string): boolean => foldText(says).includes(foldText(keyword))
    const kept = rules.filter(({ any, all, none }) => (any?.some(has) ?? true) && (all?.every(has) ?? true) && !(none?.some(has) ?? false))
    const best = Math.max(...kept.map(({ priority }) => priority ?? 0))
    return idFor(rules, text(says)) === kept.find(({ priority }) => priority === best)?.id
  }), { numRuns: 500 })
  t.end()
})

t.test('folding twice changes nothing, and joins what looks the same', (t) => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (value) => {
    return foldText(foldText(value)) === foldText(value) && foldText(value.normalize('NFKC')) === foldText(value)
  }), { numRuns: 2000 })
  t.end()
})

t.test('answers the same whatever was asked before', (t) => {
  fc.assert(fc.property(fc.array(rule, { maxLength: 5 }), word, word, (sources, before, says) => {
    const rules = sources.map((source, index) => ({ ...source, id: String(index) }) as Rule)
    const used = new Matcher(rules)
    used.match(text(before))
    return used.match(text(says)) === new Matcher(rules).match(text(says))
  }), { numRuns: 200 })
  t.end()
})
