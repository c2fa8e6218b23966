import type { AddressInfo } from 'node:net'
import { createFakeHub } from '@kefuhub/contract/testing'
import { samplePicture, sampleVoice } from '@kefuhub/contract/testing/wechat'
import t from 'tap'
import plugin from '../../src/index.js'
import simulator from '../../src/simulator/index.js'
import { toSimulated } from '../../src/simulator/inbox.js'

const ENTRY = {
  appId: 'wx0123456789abcdef',
  appSecret: 'a secret',
  originalId: 'gh_0123456789ab',
  token: 'simulatorToken',
  encodingAESKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
  mode: 'security',
  replyWindows: { message: { sends: 2, durationMs: 60_000 } },
  kfAccounts: {},
  transfer: false
}

interface Teardown { teardown (close: () => unknown): unknown }

async function play (t: Teardown, options: Record<string, unknown>, templates?: Record<string, string[]>) {
  const platform = await simulator.start(options, templates)
  t.teardown(() => platform.close())
  const hub = await createFakeHub(plugin, { ...options, ...platform.options }, { id: 'shop', nowMs: Date.now() })
  t.teardown(() => hub.close())
  await hub.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = hub.app.server.address() as AddressInfo
  const addresses = (hub.instance.endpoints ?? []).map(({ url }) => `http://127.0.0.1:${port}${new URL(url).pathname}`)
  return { hub, platform, addresses, customer: await platform.join(addresses, '张三') }
}

t.test('plays a customer for acceptance tests, in every mode', async (t) => {
  const { encodingAESKey: _, ...keyless } = ENTRY
  for (const options of [ENTRY, { ...ENTRY, mode: 'compatible', transfer: { kfAccount: 'a@shop' } }, { ...keyless, mode: 'plain' }]) {
    const { hub, customer } = await play(t, options)
    t.equal(customer.name, undefined, 'the platform tells no names')
    await customer.say('你好 😀\n第二行')
    await customer.sendFile?.image?.(samplePicture)
    await customer.sendFile?.voice?.(sampleVoice)
    t.match(hub.received, [{ sender: { id: customer.id }, content: { text: '你好 😀\n第二行' } }, { content: { type: 'image' } }, { content: { type: 'voice' } }], options.mode)
    const next = customer.next(0, 60_000)
    await hub.send({ type: 'text', text: '您好' }, { recipient: customer.id })
    t.strictSame(await next, { type: 'text', text: '您好' })
    t.equal(customer.inbox.length, 1)
    await t.rejects(customer.next(1, 1), { code: 'KH_ERR_SIMULATOR_NOT_RECEIVED' })
  }
})

t.test('has the windows that the entry states, and ends them', async (t) => {
  const { hub, customer } = await play(t, ENTRY)
  const send = async () => await hub.send({ type: 'text', text: 'x' }, { recipient: customer.id })
  await customer.say('hi')
  await send()
  await send()
  await t.rejects(send(), { code: 'KH_ERR_DELIVERY_WINDOW_CLOSED' })
  await customer.say('hi')
  customer.expireWindow?.()
  await t.rejects(send(), { code: 'KH_ERR_DELIVERY_WINDOW_CLOSED' })
  await customer.say('hi')
  await send()
  t.equal(customer.inbox.length, 3)
})

t.test('takes the templates that the config means for approved, also when the window is over, and shows what they say', async (t) => {
  const { hub, customer } = await play(t, ENTRY, { T1: ['thing1', 'amount2'] })
  const send = async (template: string, values: Record<string, string>) => await hub.send({ type: 'template', template, text: '退款已同意', values }, { recipient: customer.id })
  await customer.say('hi')
  customer.expireWindow?.()
  await send('T1', { thing1: '退款', amount2: '199' })
  t.strictSame(customer.inbox, [{ type: 'template', text: '退款\n199' }])
  await t.rejects(send('T1', { thing1: '退款' }), { code: 'KH_ERR_DELIVERY_REJECTED' })
  await t.rejects(send('T2', {}), { code: 'KH_ERR_DELIVERY_REJECTED' })
  const bare = await play(t, ENTRY)
  await bare.customer.say('hi')
  await t.rejects(bare.hub.send({ type: 'template', template: 'T1', text: 'x', values: {} }, { recipient: bare.customer.id }), { code: 'KH_ERR_DELIVERY_REJECTED' })
})

t.test('says so when the hub is not there or takes nothing', async (t) => {
  const { hub, platform, addresses, customer } = await play(t, ENTRY)
  await t.rejects(platform.join([`${addresses[0] ?? ''}/nowhere`], ''), { message: /could not verify the server address: it answered 404/ })
  await hub.close()
  await platform.close()
  await t.rejects(customer.say('x'), { message: /the hub did not take the message/ })
})

t.test('shows every kind of message by what a person reads of it', async (t) => {
  const shown = (msgtype: string, body: Record<string, unknown>, via: 'custom' | 'passive' | 'template' = 'custom') => toSimulated({ msgtype, via, body })
  t.strictSame(shown('news', { news: { articles: [{ title: '退货说明' }] } }), { type: 'link', text: '退货说明' })
  t.strictSame(shown('msgmenu', { msgmenu: { head_content: '满意吗？' } }), { type: 'menu', text: '满意吗？' })
  t.strictSame(shown('miniprogrampage', { miniprogrampage: { title: '商品' } }), { type: 'card', text: '商品' })
  t.strictSame(shown('image', { image: { media_id: 'x' } }), { type: 'image' })
  t.strictSame(shown('text', { Content: '您好' }, 'passive'), { type: 'text', text: '您好' })
  t.strictSame(shown('template', { data: { thing1: { value: '退款' }, amount2: { value: 9 } } }, 'template'), { type: 'template', text: '退款\n9' })
  t.strictSame(shown('other', {}), { type: 'unsupported' })
})

t.test('made-up values fit the options', async (t) => {
  await t.resolves(play(t, { ...ENTRY, ...simulator.example }))
})
