import t from 'tap'
import type { Invitation } from '../../src/wire.js'
import { makeInviter, matchesPath } from '../../widget/invitation.js'
import { openShelf } from './box.js'

const rule = (name: string, more: Partial<Invitation> = {}): Invitation => ({ afterSeconds: 0, pages: [], text: { zh: name, en: name }, ...more })

t.test('a star in a path stands for anything, everything else for itself', async (t) => {
  const cases: Array<[string, string, boolean]> = [
    ['/pricing', '/pricing', true], ['/pricing', '/pricing/', false], ['/pricing', '/Pricing', false],
    ['/products/*', '/products/1/reviews', true], ['/products/*', '/products', false], ['*', '/', true], ['/*', '/', true],
    ['*/checkout', '/de/checkout', true], ['/*/checkout', '/checkout', false], ['/a*b*c', '/a1b2c', true], ['/a*b*c', '/acb', false],
    ['/a*a', '/a', false], ['/a*a', '/aa', true], ['/a**b', '/ab', true], ['/a.c', '/abc', false], ['/(a+)+$', '/aaaa', false]
  ]
  for (const [pattern, path, isMatch] of cases) t.equal(matchesPath(pattern, path), isMatch, `${pattern} ${path}`)
  const startedMs = performance.now()
  t.equal(matchesPath(`/${'a*'.repeat(250)}b`, `/${'a'.repeat(2000)}`), false)
  t.ok(performance.now() - startedMs < 1000, 'no pattern takes long')
})

t.test('the first rule that holds invites, once in a session', async (t) => {
  let nowMs = 0
  const [shelf, session] = [openShelf(), openShelf()]
  const rules = [rule('price', { pages: ['/pricing', '/plans/*'] }), rule('late', { afterSeconds: 10 })]
  const inviter = makeInviter(rules, shelf, session, () => nowMs)
  t.equal(inviter.look('/'), undefined)
  nowMs = 9000
  t.equal(inviter.look('/'), undefined)
  t.equal(inviter.look('/plans/a')?.text.zh, 'price')
  nowMs = 18_000
  t.equal(inviter.look('/plans/a'), undefined, 'the time counts anew on every page')
  nowMs = 19_000
  t.equal(inviter.look('/plans/a')?.text.zh, 'late')
  t.equal(inviter.isWaiting(), false)
  const next = makeInviter(rules, shelf, session, () => nowMs)
  t.equal(next.look('/pricing'), undefined)
  t.strictSame(shelf.keys(''), [], 'nothing is remembered of the visitor')
})

t.test('who opened the chat is invited no more', async (t) => {
  const session = openShelf()
  const inviter = makeInviter([rule('a')], openShelf(), session, () => 0)
  t.equal(inviter.isWaiting(), true)
  inviter.stop()
  t.equal(inviter.look('/'), undefined)
  t.equal(makeInviter([rule('a')], openShelf(), session, () => 0).isWaiting(), false)
})

t.test('a rule may be for those who come back, or for those who are new', async (t) => {
  const shelf = openShelf()
  const rules = [rule('back', { returning: true }), rule('new', { returning: false })]
  const open = (nowMs: number, session = openShelf()): string | undefined => makeInviter(rules, shelf, session, () => nowMs).look('/')?.text.zh
  const first = openShelf()
  t.equal(open(1000, first), 'new')
  t.equal(open(60_000), 'new', 'another tab')
  t.equal(open(3_600_000), 'back')
  t.equal(open(3_600_000, first), undefined, 'a visit stays what it is')
})
