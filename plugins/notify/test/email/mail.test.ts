import t from 'tap'
import { escapeHtml } from '../../src/email/html.js'
import { toMail } from '../../src/email/mail.js'
import { EMAIL, NOW_MS, failsAs, notification, readFixture } from '../stand.js'

const OPTIONS = { ...EMAIL, fromName: 'kefuhub' }
const mailOf = (more: Parameters<typeof notification>[0] = {}, hubId = 'mail') => toMail(notification(more), OPTIONS, hubId, NOW_MS)

t.test('has a text and a page', async (t) => {
  t.strictSame(JSON.parse(JSON.stringify(mailOf())), readFixture('email'))
})

t.test('says that a machine wrote it', async (t) => {
  t.match(mailOf(), { headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' }, priority: 'high', disableFileAccess: true, disableUrlAccess: true })
  t.match(mailOf({ severity: 'warning' }), { priority: 'normal' })
})

t.test('has the same message id for the same notification, and for no other', async (t) => {
  const ids = [mailOf(), mailOf({ title: 'another text' }), mailOf({ id: 'n-2' }), mailOf({}, 'another target')].map(({ messageId }) => messageId)
  t.equal(ids[0], ids[1])
  t.equal(new Set(ids).size, 3)
  t.match(ids[0], /^<[0-9a-f]{32}@example\.com>$/)
  t.match(mailOf({ id: 'a b\r\n<c>' }).messageId, /^<[0-9a-f]{32}@example\.com>$/)
})

t.test('a title of two lines is no subject', async (t) => {
  for (const title of ['a\r\nBcc: x@example.com', 'a\nb', 'a\rb']) {
    await failsAs(t, (async () => mailOf({ title }))(), { verdict: 'rejected', message: /line break/ })
  }
})

t.test('customers\' words are words', async (t) => {
  const html = String(mailOf({
    title: '<script>alert(1)</script>',
    body: '\\<img src=x onerror=alert(1)\\> [a"b](https://x.test/"onclick=) & \'q\'\n- one\n1) two',
    url: 'https://x.test/?a="b"&c=<d>'
  }).html)
  t.notMatch(html, /<script|<img|"onclick|"b"/)
  t.match(html, '&lt;img src=x onerror=alert(1)&gt; <a href="https://x.test/%22onclick=">a&quot;b</a> &amp; &#39;q&#39;</p><ul><li>one</li></ul><ol><li>two</li></ol>')
  t.equal(escapeHtml('<&>"\''), '&lt;&amp;&gt;&quot;&#39;')
})

t.test('leaves out what is not there', async (t) => {
  const { url: _url, ...bare } = notification({ title: 'a', body: '' })
  t.match(toMail(bare, OPTIONS, 'mail', NOW_MS), { text: 'a\n', html: /<h3>a<\/h3><\/body>/ })
})
