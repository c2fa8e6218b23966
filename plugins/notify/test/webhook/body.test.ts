import t from 'tap'
import { toBody } from '../../src/webhook/body.js'
import { notification, readFixture } from '../stand.js'

t.test('names the event, its time and its data', async (t) => {
  t.strictSame(JSON.parse(toBody(notification())), readFixture('webhook'))
  const { url: _url, ...bare } = notification({ kind: 'sla-breached.first try', title: 'a\nb\u0000' })
  const { type, data } = JSON.parse(toBody(bare))
  t.equal(type, 'sla_breached.first_try')
  t.match(data, { kind: 'sla-breached.first try', title: 'a b' })
  t.notOk('url' in data || 'truncated' in data)
})

t.test('stays within 20 000 bytes', async (t) => {
  for (const body of ['客服'.repeat(9000), '"\n'.repeat(15_000), '👩‍👩‍👧'.repeat(3000), 'a'.repeat(60_000), '\\"客'.repeat(20_000)]) {
    const text = toBody(notification({ body, title: '长'.repeat(3000), url: `https://x.test/${'a'.repeat(4000)}` }))
    const bytes = Buffer.byteLength(text)
    t.ok(bytes <= 20_000 && bytes > 19_000, String(bytes))
    t.match(JSON.parse(text).data, { truncated: true, body: /…$/ })
  }
  t.notOk('url' in JSON.parse(toBody(notification({ url: `https://x.test/${'a'.repeat(5000)}` }))).data)
})
