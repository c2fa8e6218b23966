import t from 'tap'
import { headingOf, linkOf, titleOf } from '../../src/text/heading.js'
import { notification } from '../stand.js'

t.test('a heading shows how much it presses', async (t) => {
  t.equal(headingOf(notification({ severity: 'info', title: 'a' })), '🔵 a')
  t.equal(headingOf(notification({ severity: 'warning', title: 'a' }), '[x]'), '[x] 🟠 a')
  t.equal(headingOf(notification({ severity: 'critical', title: 'a\nb' }), ''), '🔴 a b')
})

t.test('a title has a bound', async (t) => {
  t.equal(Buffer.byteLength(titleOf('客'.repeat(1000))), 510)
})

t.test('a link is a web address of a sane length', async (t) => {
  t.equal(linkOf(notification({ url: 'https://x.test/a' })), 'https://x.test/a')
  t.equal(linkOf(notification({ url: 'file:///etc/passwd' })), undefined)
  t.equal(linkOf(notification({ url: `https://x.test/${'a'.repeat(2000)}` })), undefined)
  const { url: _url, ...without } = notification()
  t.equal(linkOf(without), undefined)
})
