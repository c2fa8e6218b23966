import t, { type Test } from 'tap'
import { defineFeature, type Content, type ContactView, type ConversationState, type MessageView } from '@kefuhub/contract'
import { createFakeHub, type TurnOutcome } from '@kefuhub/contract/testing'
import bot from '../src/index.js'

interface Bot { ask (content: Content | string, around?: { state?: ConversationState, contact?: Partial<ContactView> }): Promise<TurnOutcome> }

async function start (t: Test, rules: string): Promise<Bot> {
  const hub = await createFakeHub(bot, {}, { configDir: t.testdir({ 'bot.yaml': rules }) })
  t.teardown(() => hub.close())
  return {
    async ask (content, { state = 'bot', contact = {} } = {}) {
      const message: Partial<MessageView> & { content: Content } = { content: typeof content === 'string' ? { type: 'text', text: content } : content }
      return hub.runTurn(message, { conversation: { state }, contact })
    }
  }
}

const nothing = { replies: [], tags: [], tickets: [], errors: [] }
const text = (text: string): Content => ({ type: 'text', text })

t.test('answers with the first rule that the text keeps', async (t) => {
  const { ask } = await start(t, `
- { id: one, any: [退款, refund], reply: first }
- { id: two, any: [退款], reply: second }
`)
  t.same(await ask('这个产品怎么退款'), { ...nothing, replies: [text('first')] })
  t.same(await ask('I want a REFUND!'), { ...nothing, replies: [text('first')] })
})

t.test('leaves to a human what no rule answers', async (t) => {
  const { ask } = await start(t, '- { id: one, any: [退款], reply: first }')
  t.same(await ask('天气如何'), { ...nothing, handOver: 'no rule' })
  t.same(await ask({ type: 'image', media: { state: 'remote', remote: 'x' } }), { ...nothing, handOver: 'no rule' })
  t.same(await ask({ type: 'unsupported', platformType: 'hologram' }), { ...nothing, handOver: 'no rule' })
})

t.test('does nothing about an event that no rule names', async (t) => {
  const { ask } = await start(t, '- { id: one, any: [view], reply: first }')
  t.same(await ask({ type: 'event', name: 'view', key: 'view' }), nothing)
})

t.test('never answers a conversation that a human has or waits for', async (t) => {
  const { ask } = await start(t, '- { id: one, types: [text, image], reply: first }')
  for (const state of ['waiting', 'open', 'closed'] as const) t.same(await ask('hello', { state }), nothing, state)
})

t.test('answers nothing that another feature answered', async (t) => {
  const first = defineFeature({
    ...bot,
    async setup (hub, options) {
      hub.onTurn('answer', (turn) => { turn.reply({ type: 'text', text: 'mine' }) })
      return bot.setup(hub, options)
    }
  })
  const hub = await createFakeHub(first, {}, { configDir: t.testdir({ 'bot.yaml': '- { id: one, types: [text], reply: first }' }) })
  t.teardown(() => hub.close())
  t.same(await hub.runTurn({ content: text('hello') }), { ...nothing, replies: [text('mine')] })
})

t.test('replies, tags and then hands over', async (t) => {
  const { ask } = await start(t, `
- id: human
  any: [人工]
  reply: [one moment, { type: menu, text: 'Meanwhile?', items: [{ id: a, label: A }] }]
  handOver: true
  tags: [转人工, urgent]
- { id: complaint, any: [投诉], handOver: a complaint }
`)
  t.same(await ask('转人工'), {
    ...nothing,
    replies: [text('one moment'), { type: 'menu', text: 'Meanwhile?', items: [{ id: 'a', label: 'A' }] }],
    handOver: 'rule human',
    tags: ['转人工', 'urgent']
  })
  t.same(await ask('我要投诉'), { ...nothing, handOver: 'a complaint' })
})

t.test('puts the name of the contact into texts, and nothing that the name says', async (t) => {
  const { ask } = await start(t, `
- { id: one, events: [follow], reply: ['{{name}}，您好 {{ name }}', { type: text, text: 'Hi {{name}}' }] }
`)
  const follow: Content = { type: 'event', name: 'follow' }
  t.same((await ask(follow, { contact: { name: '王芳' } })).replies, [text('王芳，您好 王芳'), text('Hi 王芳')])
  t.same((await ask(follow, { contact: { name: '$& {{name}}' } })).replies[1], text('Hi $& {{name}}'))
})

t.test('opens the ticket of a rule, filled in, with or without a reply', async (t) => {
  const { ask } = await start(t, `
- id: broken
  any: [坏了]
  ticket: { type: repair, subject: '{{name}} 报修', description: '{{text}}', fields: { what: '{{ text }}', count: 2, isNew: true }, priority: high }
  tags: [报修]
- { id: photo, types: [image], reply: 收到, ticket: { type: repair, subject: '照片 {{text}}' } }
`)
  t.same(await ask('门坏了 {{name}}', { contact: { name: '王芳' } }), {
    ...nothing,
    tickets: [{ type: 'repair', subject: '王芳 报修', description: '门坏了 {{name}}', fields: { what: '门坏了 {{name}}', count: 2, isNew: true }, priority: 'high' }],
    tags: ['报修']
  })
  t.same(await ask({ type: 'image', media: { state: 'remote', remote: 'x' } }), { ...nothing, replies: [text('收到')], tickets: [{ type: 'repair', subject: '照片 ', fields: {} }] })
})

t.test('does not start with rules that are wrong or missing', async (t) => {
  await t.rejects(start(t, '- { id: one }'), { code: 'BOT_ERR_RULES_INVALID' })
  await t.rejects(createFakeHub(bot, { rules: 'none.yaml' }, { configDir: t.testdirName }), { code: 'BOT_ERR_RULES_UNREADABLE' })
})

t.test('reads the file once', async (t) => {
  const { ask } = await start(t, '- { id: one, any: [退款], reply: before }')
  t.testdir({ 'bot.yaml': '- { id: one, any: [退款], reply: after }' })
  t.same((await ask('退款')).replies, [text('before')])
})

t.test('starts with an empty file and leaves everything to humans', async (t) => {
  const { ask } = await start(t, '# nothing yet\n')
  t.same(await ask('hello'), { ...nothing, handOver: 'no rule' })
})
