import t from 'tap'
import type { Content } from '@kefuhub/contract'
import type { NewMessage } from '../../src/desk/messages.js'
import { insertMessages } from '../../src/store/bulk.js'
import type { ConversationDoc } from '../../src/store/conversation-model.js'
import type { MessageDoc } from '../../src/store/message-model.js'
import { CAPABILITIES, openDesk, readAll, START_MS, toMessage } from './stand.js'

const { clock, conversations, messages, store, openOther, startConversation } = await openDesk(t)

const text = (value: string): Content => ({ type: 'text', text: value })
const LONG = `${'a'.repeat(50)} ${'b'.repeat(50)} ${'c'.repeat(50)}`
const toNew = (conversation: ConversationDoc, overrides: Partial<NewMessage> = {}): NewMessage =>
  ({ conversation, content: text('好的，我来查一下'), author: { kind: 'agent', id: 'a1' }, capabilities: CAPABILITIES, ...overrides })
const readOf = async (conversation: ConversationDoc) => await store.messages.find({ conversation: conversation._id }).sort({ at: 1, _id: 1 }).lean<MessageDoc[]>()

t.test('a message is stored as due for its lane, with all that its delivery needs', async (t) => {
  const conversation = await startConversation()
  clock.advance(1000)
  const [view, ...others] = await messages.enqueue(toNew(conversation))
  t.same(others, [])
  const at = new Date(clock.now())
  t.match(view, { direction: 'out', at, content: text('好的，我来查一下'), conversation: conversation._id, author: { kind: 'agent', id: 'a1' }, delivery: { state: 'due', attempts: 0 } })
  const { channel, thread, contact, _id } = conversation
  t.match(await messages.get(view?.id as string), { channel, thread, contact, conversation: _id, due: at, trace: /^[0-9a-f-]{36}$/ })
})

t.test('a human who writes takes the conversation from the bot; a system message does not', async (t) => {
  const conversation = await startConversation()
  await messages.enqueue(toNew(conversation, { author: { kind: 'system', id: 'hub' } }))
  t.match(await conversations.get(conversation._id), { state: 'bot' })
  const [view] = await messages.enqueue(toNew(conversation))
  t.match(await conversations.get(conversation._id), { state: 'open', lastMessageAt: view?.at })
})

t.test('a long text leaves in parts that stand in order', async (t) => {
  const conversation = await startConversation()
  const views = await messages.enqueue(toNew(conversation, { content: text(LONG) }))
  t.same(views.map(({ content }) => (content as { text: string }).text), LONG.split(' '))
  t.same((await readOf(conversation)).map(({ _id }) => _id), views.map(({ id }) => id))
})

t.test('what cannot be sent is refused and leaves nothing behind', async (t) => {
  const conversation = await startConversation()
  const closed = await startConversation({ state: 'closed' })
  await t.rejects(messages.enqueue(toNew(closed)), { code: 'KH_ERR_CONVERSATION_CLOSED', statusCode: 409 })
  await t.rejects(messages.enqueue(toNew(conversation, { content: { type: 'location', latitude: 0, longitude: 0 } })), { code: 'KH_ERR_DELIVERY_UNSUPPORTED' })
  await t.rejects(messages.enqueue(toNew(conversation, { content: { type: 'image', media: { state: 'stored', id: 'm', bytes: 1001 } } })), { code: 'KH_ERR_DELIVERY_TOO_LARGE' })
  t.same([await readOf(conversation), await readOf(closed)], [[], []])
  t.equal((await conversations.get(conversation._id)).state, 'bot')
})

t.test('an answer never stands before what it answers, however the clocks differ', async (t) => {
  for (const aheadMs of [-5000, 0, 5000]) {
    const asked = new Date(clock.now() + aheadMs)
    const conversation = await startConversation({ lastMessageAt: asked })
    await insertMessages(store, [toMessage({ conversation: conversation._id, at: asked, content: text('question') })])
    // A key makes the id, which then says nothing of the time.
    for (const idempotencyKey of ['first', 'second', 'third']) {
      await messages.enqueue(toNew(await conversations.get(conversation._id), { content: text(idempotencyKey), idempotencyKey }))
    }
    t.same((await readOf(conversation)).map(({ content }) => (content as { text: string }).text), ['question', 'first', 'second', 'third'], `asked ${aheadMs} ms ahead`)
  }
})

t.test('the same key again gives the message of the first time, also when it has gone out meanwhile', async (t) => {
  const conversation = await startConversation()
  const first = await messages.enqueue(toNew(conversation, { content: text(LONG), idempotencyKey: 'key' }))
  await store.messages.updateOne({ _id: first[0]?.id as string }, { $set: { 'delivery.state': 'sent' }, $unset: { due: 1 } })
  clock.advance(1000)
  const again = await messages.enqueue(toNew(conversation, { content: text(LONG), idempotencyKey: 'key' }))
  t.same(again.map(({ id, at, delivery }) => ({ id, at, state: delivery?.state })), first.map(({ id, at }, index) => ({ id, at, state: index === 0 ? 'sent' : 'due' })))
  t.equal((await readOf(conversation)).length, 3)
})

t.test('twenty requests with one key at once, in two processes, store one message', async (t) => {
  const other = (await openOther()).messages
  const conversation = await startConversation()
  const views = await Promise.all(Array.from({ length: 20 }, async (_, index) => await (index % 2 === 0 ? messages : other).enqueue(toNew(conversation, { idempotencyKey: 'race' }))))
  t.equal(new Set(views.map(([view]) => view?.id)).size, 1)
  t.equal((await readOf(conversation)).length, 1)
})

t.test('what a run that died left out of a long text is added by the same key', async (t) => {
  const conversation = await startConversation()
  const first = await messages.enqueue(toNew(conversation, { content: text(LONG), idempotencyKey: 'died' }))
  await store.messages.deleteOne({ _id: first[2]?.id as string })
  const again = await messages.enqueue(toNew(conversation, { content: text(LONG), idempotencyKey: 'died' }))
  t.same(again.map(({ id }) => id), first.map(({ id }) => id))
  t.equal((await readOf(conversation)).length, 3)
})

t.test('a key that has sent something else adds nothing to it', async (t) => {
  const conversation = await startConversation()
  await messages.enqueue(toNew(conversation, { content: text('short'), idempotencyKey: 'reused' }))
  await t.rejects(messages.enqueue(toNew(conversation, { content: text(LONG), idempotencyKey: 'reused' })), { code: 'KH_ERR_API_KEY_REUSED' })
  t.equal((await readOf(conversation)).length, 1)
})

t.test('a key counts within its conversation, and without one each message is its own', async (t) => {
  const [one, two] = [await startConversation(), await startConversation()]
  for (const conversation of [one, two]) await messages.enqueue(toNew(conversation, { idempotencyKey: 'shared' }))
  t.equal((await readOf(two)).length, 1)
  for (let count = 0; count < 2; count++) await messages.enqueue(toNew(two))
  t.equal((await readOf(two)).length, 3)
})

t.test('a thread is read from its end, after a place and before one, oldest first', async (t) => {
  const at = (index: number) => new Date(START_MS + Math.floor(index / 2) * 1000)
  await insertMessages(store, Array.from({ length: 7 }, (_, index) => toMessage({ _id: `t${index}`, thread: 'shop:reader', at: at(index), eventKey: `read-${index}` })))
  await insertMessages(store, [toMessage({ _id: 't-other', thread: 'shop:other', at: at(0) })])
  const read = async (query: Parameters<typeof messages.readThread>[1]) => {
    const page = await messages.readThread('shop:reader', query)
    return { ids: page.messages.map(({ id }) => id), hasMore: page.hasMore }
  }
  t.strictSame(await read({ limit: 3 }), { ids: ['t4', 't5', 't6'], hasMore: true })
  t.strictSame(await read({ limit: 7 }), { ids: ['t0', 't1', 't2', 't3', 't4', 't5', 't6'], hasMore: false })
  t.strictSame(await read({ before: { at: at(4), id: 't4' }, limit: 3 }), { ids: ['t1', 't2', 't3'], hasMore: true })
  t.strictSame(await read({ before: { at: at(1), id: 't1' }, limit: 3 }), { ids: ['t0'], hasMore: false })
  t.strictSame(await read({ after: { at: at(2), id: 't2' }, limit: 3 }), { ids: ['t3', 't4', 't5'], hasMore: true })
  t.strictSame(await read({ after: { at: at(6), id: 't6' }, limit: 3 }), { ids: [], hasMore: false })
  const [first] = (await messages.readThread('shop:reader', { limit: 1 })).messages
  t.match(first, { eventKey: 'read-6', thread: 'shop:reader' })
})

t.test('an unknown message is not found', async (t) => {
  await t.rejects(messages.get('nothing'), { code: 'KH_ERR_MESSAGE_NOT_FOUND', statusCode: 404 })
})

t.test('the history before a message is what came before, also in the same second, oldest first and bounded', async (t) => {
  const conversation = await startConversation()
  const docs = Array.from({ length: 9 }, (_, index) => toMessage({ _id: `h${index}`, conversation: conversation._id, at: new Date(START_MS + Math.floor(index / 4) * 1000) }))
  await insertMessages(store, [...docs, toMessage({ _id: 'elsewhere', conversation: 'another' })])
  const history = async (index: number, limit: number) => (await messages.history(conversation._id, docs[index] as MessageDoc, limit)).map(({ id }) => id)
  t.same(await history(0, 10), [])
  t.same(await history(2, 10), ['h0', 'h1'])
  t.same(await history(8, 10), ['h0', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'h7'])
  t.same(await history(8, 3), ['h5', 'h6', 'h7'])
})

t.test('the list holds the messages of one conversation, oldest first, each once over messages of the same moment', async (t) => {
  const conversation = await startConversation()
  const docs = Array.from({ length: 13 }, (_, index) => toMessage({ _id: `l${String(index).padStart(2, '0')}`, conversation: conversation._id, at: new Date(START_MS + Math.floor(index / 6)) }))
  await insertMessages(store, docs)
  const pages = await readAll(async (cursor) => await messages.list({ conversation: conversation._id, limit: 4, ...(cursor !== undefined && { cursor }) }))
  t.same(pages.map((page) => page.length), [4, 4, 4, 1])
  t.same(pages.flat().map(({ id }) => id), docs.map(({ _id }) => _id))
})
