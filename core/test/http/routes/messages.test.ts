import t from 'tap'
import type { Content, ContentType } from '@kefuhub/contract'
import { moment, startConversation, storeInbound } from '../conversation-fixture.js'
import { CAPABILITIES, openFixture, type Fixture } from '../hub-fixture.js'

const stored = { state: 'stored', id: 'f1', remote: 'platform-id', name: '图.png', mimeType: 'image/png', bytes: 5, sha256: 'ab' } as const
/** Every field that a content can have. */
const CONTENTS: { [T in ContentType]: Required<Extract<Content, { type: T }>> } = {
  text: { type: 'text', text: '这个产品怎么退款？\n"引号" \u0000 😀' },
  image: { type: 'image', media: { state: 'failed', remote: 'x', error: 'gone' } },
  voice: { type: 'voice', media: { state: 'remote', remote: 'x' }, durationMs: 1500, transcript: '你好' },
  video: { type: 'video', media: stored, thumbnail: stored, title: 'a', description: 'b' },
  file: { type: 'file', media: stored, name: 'a.pdf', bytes: 5 },
  location: { type: 'location', latitude: 31.2304, longitude: -121.4737, label: '上海', scale: 15.5 },
  link: { type: 'link', url: 'https://example.com/?a=1&b=2', title: 'a', description: 'b', imageUrl: 'https://example.com/i.png' },
  card: { type: 'card', kind: 'order', title: 'a', description: 'b', url: 'https://example.com', image: stored, data: { orderId: '42', 'x.y': 'z' } },
  event: { type: 'event', name: 'scan', key: 'qr-1', data: { ticket: 't' } },
  menu: { type: 'menu', text: 'Choose', items: [{ id: '1', label: 'one' }, { id: '2', label: 'two' }], footer: 'below' },
  template: { type: 'template', template: 't1', text: 'paid', values: { amount: '5' }, url: 'https://example.com' },
  form: { type: 'form', form: 'repair', title: '报修', fields: [{ name: 'a', title: 'A', value: 'x' }, { name: 'b', title: 'B', value: 1.5 }, { name: 'c', title: 'C', value: true }], text: 'more', language: 'zh' },
  unsupported: { type: 'unsupported', platformType: 'hologram', text: 'a hologram' }
}

t.test('every kind of content comes out as it was stored, with every field', async (t) => {
  const fixture = await openFixture(t)
  const conversation = await startConversation(fixture)
  const contents = Object.values(CONTENTS)
  for (const [index, content] of contents.entries()) await storeInbound(fixture, conversation, `m${index}`, content, index)
  const headers = await fixture.as('agent')
  const list = await fixture.app.inject({ url: '/api/v1/conversations/conversation-wang/messages', headers })
  t.equal(list.statusCode, 200)
  t.same(list.json().items.map((item: { content: Content }) => item.content), contents)
  for (const [index, content] of contents.entries()) {
    t.same((await fixture.app.inject({ url: `/api/v1/messages/m${index}`, headers })).json(), {
      id: `m${index}`,
      channel: 'shop',
      thread: 'shop:wang',
      conversation: 'conversation-wang',
      direction: 'in',
      at: moment(index).toISOString(),
      content
    }, content.type)
  }
})

t.test('messages are listed oldest first, page by page', async (t) => {
  const fixture = await openFixture(t)
  const conversation = await startConversation(fixture)
  for (const [index, second] of [3, 1, 2, 2].entries()) await storeInbound(fixture, conversation, `m${index}`, CONTENTS.text, second)
  const headers = await fixture.as('agent')
  const first = (await fixture.app.inject({ url: '/api/v1/conversations/conversation-wang/messages?limit=2', headers })).json()
  const second = (await fixture.app.inject({ url: `/api/v1/conversations/conversation-wang/messages?limit=2&cursor=${first.next}`, headers })).json()
  t.same([first, second].map(({ items }) => items.map(({ id }: { id: string }) => id)), [['m1', 'm2'], ['m3', 'm0']])
  t.notOk('next' in second)
})

t.test("the platform's own form is for administrators, and reading it is noted", async (t) => {
  const fixture = await openFixture(t)
  await storeInbound(fixture, await startConversation(fixture), 'm1', CONTENTS.text)
  const read = async (role: 'administrator' | 'leader', query = '?raw=1') => await fixture.app.inject({ url: `/api/v1/messages/m1${query}`, headers: await fixture.as(role) })
  t.same((await read('administrator')).json().raw, { MsgType: 'text', Nested: { list: [1, 'two', null] } })
  t.notOk('raw' in (await read('administrator', '')).json(), 'only when it is asked for')
  t.equal((await read('leader')).statusCode, 403)
  t.match(await fixture.store.audit.find({ _id: { $gt: 0 } }).lean(), [{ action: 'message.readOriginal', target: 'm1' }])
})

async function send (fixture: Fixture, payload: object, headers: Record<string, string> = {}) {
  return await fixture.app.inject({ method: 'POST', url: '/api/v1/conversations/conversation-wang/messages', payload, headers: { ...headers, ...await fixture.as('agent') } })
}

t.test('a message to send is stored as due, wakes its lane and takes the conversation from the bot', async (t) => {
  const fixture = await openFixture(t)
  await startConversation(fixture)
  const response = await send(fixture, { content: CONTENTS.menu, author: { name: '小李' } })
  t.equal(response.statusCode, 202)
  const [item, ...rest] = response.json().items
  t.same(rest, [])
  t.match(item, { direction: 'out', content: CONTENTS.menu, author: { kind: 'agent', id: /^token:/, name: '小李' }, delivery: { state: 'due', attempts: 0 } })
  t.same((await fixture.app.inject({ url: `/api/v1/messages/${item.id}`, headers: await fixture.as('agent') })).json(), item)
  t.same(fixture.woken, [['lane', ['shop:wang']]])
  t.equal((await fixture.desk.conversations.get('conversation-wang')).state, 'open')
  t.match(await fixture.store.audit.find({ _id: { $gt: 0 } }).lean(), [{ actor: item.author.id, action: 'message.send', target: 'conversation-wang', detail: { type: 'menu' } }])
})

t.test('without a name the author has the name of the token', async (t) => {
  const fixture = await openFixture(t)
  await startConversation(fixture)
  t.equal((await send(fixture, { content: CONTENTS.text })).json().items[0].author.name, 'the agent')
})

t.test('a text longer than the channel takes becomes several messages in order', async (t) => {
  const fixture = await openFixture(t)
  await startConversation(fixture)
  const text = Array.from({ length: 100 }, (_, index) => `第${index}句话。`).join('')
  const { items } = (await send(fixture, { content: { type: 'text', text } })).json()
  t.ok(items.length > 1)
  t.equal(items.map((item: { content: { text: string } }) => item.content.text).join(''), text)
  const listed = (await fixture.app.inject({ url: '/api/v1/conversations/conversation-wang/messages', headers: await fixture.as('agent') })).json()
  t.same(listed.items, items)
})

t.test('the same idempotency key sends once in a conversation', async (t) => {
  const fixture = await openFixture(t)
  await startConversation(fixture)
  const key = { 'idempotency-key': 'order 42' }
  const [first, second] = await Promise.all([send(fixture, { content: CONTENTS.text }, key), send(fixture, { content: CONTENTS.text }, key)])
  t.equal(first.json().items[0].id, second.json().items[0].id)
  t.same((await send(fixture, { content: CONTENTS.text }, key)).json(), second.json())
  t.not((await send(fixture, { content: CONTENTS.text }, { 'idempotency-key': 'order 43' })).json().items[0].id, first.json().items[0].id)
  t.equal(await fixture.store.messages.countDocuments({ conversation: 'conversation-wang' }), 2)
})

t.test('an idempotency key belongs to one content', async (t) => {
  const fixture = await openFixture(t)
  await startConversation(fixture)
  const key = { 'idempotency-key': 'k' }
  t.equal((await send(fixture, { content: { type: 'text', text: 'a'.repeat(700) } }, key)).json().items.length, 2)
  for (const content of [{ type: 'text', text: 'b'.repeat(2000) }, { type: 'text', text: 'a'.repeat(600) + 'b' }, CONTENTS.menu]) {
    const response = await send(fixture, { content }, key)
    t.equal(response.statusCode, 409)
    t.equal(response.json().error.code, 'KH_ERR_API_KEY_REUSED')
  }
  t.equal(await fixture.store.messages.countDocuments({ conversation: 'conversation-wang' }), 2)
})

t.test('what a crash left out of a message follows when the message is repeated', async (t) => {
  const fixture = await openFixture(t)
  await startConversation(fixture)
  const key = { 'idempotency-key': 'k' }
  const content = { type: 'text', text: 'a'.repeat(700) }
  const { items } = (await send(fixture, { content }, key)).json()
  await fixture.store.messages.deleteOne({ _id: items[1].id })
  t.same((await send(fixture, { content }, key)).json().items.map(({ id }: { id: string }) => id), items.map(({ id }: { id: string }) => id))
  t.equal(await fixture.store.messages.countDocuments({ conversation: 'conversation-wang' }), 2)
})

t.test('a conversation that is closed takes no message', async (t) => {
  const fixture = await openFixture(t)
  await startConversation(fixture)
  await fixture.desk.conversations.close('conversation-wang', 'cli')
  const response = await send(fixture, { content: CONTENTS.text })
  t.equal(response.statusCode, 409)
  t.equal(response.json().error.code, 'KH_ERR_CONVERSATION_CLOSED')
})

t.test('a channel that is configured no more takes no message', async (t) => {
  const fixture = await openFixture(t)
  await startConversation(fixture, 'wang', 0, 'removed')
  const response = await send(fixture, { content: CONTENTS.text })
  t.equal(response.statusCode, 404)
  t.equal(response.json().error.code, 'KH_ERR_CHANNEL_NOT_FOUND')
})

t.test('a file is sent as the media store knows it, whatever the caller says of it', async (t) => {
  const fixture = await openFixture(t)
  await startConversation(fixture)
  const small = await fixture.media.put(Buffer.from('small'), { name: 'a.bin' })
  const { items: [item] } = (await send(fixture, { content: { type: 'image', media: { state: 'stored', id: small.id, bytes: 1, mimeType: 'text/html', sha256: 'lie', name: 'lie.html' } } })).json()
  t.same(item.content.media, small)
  const large = await fixture.media.put(Buffer.alloc((CAPABILITIES.out.image?.maxBytes ?? 0) + 1), {})
  const refused = await send(fixture, { content: { type: 'image', media: { state: 'stored', id: large.id, bytes: 1 } } })
  t.equal(refused.statusCode, 422)
  t.equal(refused.json().error.code, 'KH_ERR_DELIVERY_TOO_LARGE')
})

t.test('a media store that fails is a failure of the hub, not of the request', async (t) => {
  const fixture = await openFixture(t, { media: { put: async () => { throw new Error('down') }, get: async () => { throw new Error('down') } } })
  await startConversation(fixture)
  t.equal((await send(fixture, { content: { type: 'image', media: { state: 'stored', id: 'f1' } } })).statusCode, 500)
})
