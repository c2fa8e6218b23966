import { createFakeHub } from '@kefuhub/contract/testing'
import { samplePicture, sampleVoice } from '@kefuhub/contract/testing/wechat'
import t from 'tap'
import channel from '../../src/index.js'
import simulator from '../../src/simulator/index.js'
import { Screen } from '../../src/simulator/screen.js'
import type { ToWidget } from '../../src/wire.js'

interface Teardown { teardown (close: () => unknown): unknown }

async function play (t: Teardown, options: Record<string, unknown> = { uploadTypes: ['image/*', 'audio/*'] }) {
  const platform = await simulator.start(options)
  t.teardown(() => platform.close())
  const hub = await createFakeHub(channel as never, { ...options, ...platform.options }, { id: 'shop', publicUrl: 'http://hub.test' })
  t.teardown(() => hub.close())
  const url = await hub.app.listen({ host: '127.0.0.1', port: 0 })
  return { hub, customer: await platform.join([`${url}/web/shop/widget.js`], '张三') }
}

t.test('plays a visitor for acceptance tests', async (t) => {
  const { hub, customer } = await play(t)
  t.match(customer.id, /^v-[\w-]{24}$/)
  t.equal(customer.name, undefined)
  t.equal(customer.expireWindow, undefined, 'one may always write')
  await customer.say('你好 😀\n第二行')
  await customer.sendFile?.image?.(samplePicture)
  await customer.sendFile?.voice?.(sampleVoice)
  t.match(hub.received, [
    { sender: { id: customer.id }, content: { text: '你好 😀\n第二行' } },
    { content: { type: 'image', media: { mimeType: 'image/jpeg', bytes: samplePicture.length } } },
    { content: { type: 'voice', media: { bytes: sampleVoice.length } } }
  ])
})

t.test('sends the files that the entry takes', async (t) => {
  const { customer } = await play(t, { uploadTypes: ['image/jpeg'] })
  t.same(Object.keys(customer.sendFile ?? {}), ['image'])
})

t.test('says so when the hub refuses', async (t) => {
  const { hub, customer } = await play(t, { uploadTypes: ['image/*'], messagesPerMinute: 1 })
  await customer.say('one')
  await t.rejects(customer.say('two'), { message: /the hub did not store the message/ })
  await t.rejects(async () => { await customer.sendFile?.image?.(samplePicture) }, { message: /the hub answered 429/ })
  await hub.close()
  await t.rejects(customer.say('three'))
})

t.test('the screen shows what others wrote, once', async (t) => {
  const screen = new Screen()
  const message = (id: string, from: 'visitor' | 'agent', content: object) => ({ id, from, at: 1, content })
  const told = [
    { kind: 'history', hasMore: false, messages: [message('1', 'visitor', { type: 'text', text: 'hi' }), message('2', 'agent', { type: 'text', text: '您好 😀' })] },
    { kind: 'message', message: message('2', 'agent', { type: 'text', text: '您好 😀' }) },
    { kind: 'typing', isTyping: true },
    { kind: 'message', message: message('3', 'agent', { type: 'rating', text: '满意吗？', conversation: 'c' }) },
    { kind: 'message', message: message('4', 'agent', { type: 'other', text: '广州' }) },
    { kind: 'message', message: message('5', 'agent', { type: 'link', url: 'https://a.test', title: '说明' }) },
    { kind: 'message', message: message('6', 'agent', { type: 'image', media: { src: 'x', mimeType: 'image/png', bytes: 1 } }) }
  ] as ToWidget[]
  const text = `:\n\n${told.map((one) => `data: ${JSON.stringify(one)}\n\n`).join('')}`
  const bytes = new TextEncoder().encode(text)
  const waiting = screen.next(4, 60_000)
  // In pieces that cut through characters.
  await screen.read(new ReadableStream({ start (controller) { for (let at = 0; at < bytes.length; at += 7) controller.enqueue(bytes.slice(at, at + 7)); controller.close() } }))
  t.strictSame(screen.messages, [
    { type: 'text', text: '您好 😀' }, { type: 'card', text: '满意吗？' }, { type: 'unsupported', text: '广州' }, { type: 'link', text: '说明' }, { type: 'image' }
  ])
  t.strictSame(await waiting, { type: 'image' })
  await t.rejects(screen.next(5, 1), { message: /no message came/ })
})
