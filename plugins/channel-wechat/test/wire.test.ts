import t from 'tap'
import { ACCOUNT, OPENID, openStand } from './stand.js'

for (const mode of ['security', 'compatible', 'plain'] as const) {
  t.test(`receives and answers a text in ${mode} mode`, async (t) => {
    const { platform, hub } = await openStand(t, { account: { mode }, options: { mode } })
    const verified = await platform.account(ACCOUNT.appId).verifyUrl()
    t.ok(verified.ok, 'the platform verifies the address')
    const push = await platform.customer(ACCOUNT.appId, OPENID).sendText('这个产品怎么退款😀')
    t.match(push, { accepted: true, deliveries: 1, status: 200, body: 'success' })
    t.match(hub.received, [{ sender: { id: OPENID }, content: { type: 'text', text: '这个产品怎么退款😀' }, trigger: 'message' }])
    t.same(await hub.send({ type: 'text', text: '请在订单页申请退款' }, { recipient: OPENID }), {})
    t.match(platform.received(OPENID), [{ msgtype: 'text', body: { text: { content: '请在订单页申请退款' } } }])
  })
}

t.test('has the platform repeat a message that could not be stored', async (t) => {
  const { platform, hub } = await openStand(t)
  hub.busy = true
  const push = await platform.customer(ACCOUNT.appId, OPENID).sendText('hello')
  t.match(push, { accepted: false, deliveries: 4, status: 500 })
  t.equal(hub.received.length, 0)
})
