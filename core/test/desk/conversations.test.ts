import t from 'tap'
import type { ConversationDoc } from '../../src/store/conversation-model.js'
import { openDesk, readAll, START_MS } from './stand.js'

const { clock, conversations, store, openOther, startConversation } = await openDesk(t)
const later = (ms: number) => new Date(START_MS + ms)

t.test('a conversation begins with the bot, and beginning it again changes nothing', async (t) => {
  const started = await startConversation()
  t.match(started, { state: 'bot', tags: [], startedAt: new Date(START_MS) })
  await conversations.change(started._id, { lastMessageAt: later(5), tags: ['vip'], handOver: { by: 'm1', reason: 'asked' } })
  const changed = await conversations.get(started._id)
  const { state, tags, ...again } = started
  t.strictSame(await conversations.start({ ...again, startedBy: 'another' }), changed)
})

t.test('twenty starts of one conversation at once, in two processes, make one', async (t) => {
  const other = (await openOther()).conversations
  const _id = 'started-at-once'
  const started = await Promise.all(Array.from({ length: 20 }, async (_, index) => await (index % 2 === 0 ? conversations : other).start({
    _id, channel: 'shop', thread: 'shop:race', contact: 'k', startedAt: later(0), startedBy: `m${index}`, lastMessageAt: later(0)
  })))
  t.equal(new Set(started.map(({ startedBy }) => startedBy)).size, 1)
})

t.test('an unknown conversation is not found', async (t) => {
  t.equal(await conversations.find('nothing'), undefined)
  const error = { code: 'KH_ERR_CONVERSATION_NOT_FOUND', statusCode: 404 }
  await t.rejects(conversations.get('nothing'), error)
  await t.rejects(conversations.close('nothing', 'cli'), error)
})

t.test('the time of the last message never goes back, and tags are kept once each', async (t) => {
  const { _id } = await startConversation()
  await conversations.change(_id, { lastMessageAt: later(1000), tags: ['vip', 'refund'] })
  await conversations.change(_id, { lastMessageAt: later(500), tags: ['refund'] })
  await conversations.change(_id, { lastMessageAt: later(600), tags: [] })
  t.match(await conversations.get(_id), { lastMessageAt: later(1000), tags: ['vip', 'refund'], state: 'bot' })
})

t.test('the first hand-over counts; a later one, and one after a human took part, change nothing', async (t) => {
  const { _id } = await startConversation()
  await conversations.change(_id, { lastMessageAt: later(0), tags: [], handOver: { by: 'm1', reason: 'asked for a human' } })
  await conversations.change(_id, { lastMessageAt: later(0), tags: [], handOver: { by: 'm2', reason: 'another' } })
  t.match(await conversations.get(_id), { state: 'waiting', handedOverBy: 'm1', handOverReason: 'asked for a human' })

  const taken = await startConversation()
  await conversations.take(taken._id, later(0))
  await conversations.change(taken._id, { lastMessageAt: later(0), tags: [], handOver: { by: 'm1', reason: 'late' } })
  const doc = await conversations.get(taken._id)
  t.equal(doc.state, 'open')
  t.notOk('handedOverBy' in doc)
})

t.test('a human who takes part opens what the bot has or what waits, and no closed one', async (t) => {
  for (const state of ['bot', 'waiting', 'open', 'closed'] as const) {
    const { _id } = await startConversation({ state })
    await conversations.take(_id, later(100))
    t.match(await conversations.get(_id), { state: state === 'closed' ? 'closed' : 'open', lastMessageAt: later(100) }, state)
    await conversations.take(_id, later(50))
    t.match(await conversations.get(_id), { lastMessageAt: later(100) })
  }
})

t.test('closing ends the session once, whoever closes it again', async (t) => {
  const { _id, thread } = await startConversation()
  await store.threads.create({ _id: thread, channel: 'shop', sender: 'x', conversation: _id, contact: 'k', fence: 1 })
  clock.advance(1000)
  t.match(await conversations.close(_id, 'token:abc'), { id: _id, state: 'closed', closedAt: new Date(clock.now()) })
  const closed = await conversations.get(_id)
  t.match(closed, { closedBy: 'token:abc', tell: String })
  clock.advance(1000)
  t.match(await conversations.close(_id, 'cli'), { state: 'closed', closedAt: closed.closedAt })
  t.strictSame(await conversations.get(_id), closed)
  t.notOk('conversation' in (await store.threads.findById(thread).lean() ?? {}))
})

t.test('closing at once from twenty sides is told once', async (t) => {
  const { _id } = await startConversation()
  const views = await Promise.all(Array.from({ length: 20 }, async (_, index) => await conversations.close(_id, `agent:${index}`)))
  t.equal(views.length, 20)
  const { closedBy, tell } = await conversations.get(_id)
  await conversations.close(_id, 'cli')
  t.match(await conversations.get(_id), { closedBy, tell })
})

t.test('closing an old session again leaves the new one of the thread alone', async (t) => {
  const { _id, thread } = await startConversation()
  await conversations.close(_id, 'cli')
  await store.threads.create({ _id: thread, channel: 'shop', sender: 'x', conversation: 'the-next', contact: 'k', fence: 1 })
  await conversations.close(_id, 'cli')
  t.match(await store.threads.findById(thread).lean(), { conversation: 'the-next' })
})

t.test('a close that died before the thread was freed is finished by the next one', async (t) => {
  const { _id, thread } = await startConversation({ state: 'closed' })
  await store.threads.create({ _id: thread, channel: 'shop', sender: 'x', conversation: _id, contact: 'k', fence: 1 })
  await conversations.close(_id, 'cli')
  t.notOk('conversation' in (await store.threads.findById(thread).lean() ?? {}))
})

t.test('the list holds what the filters say, latest first, each once also where many have the same time', async (t) => {
  const own = await openDesk(t)
  const all: ConversationDoc[] = []
  for (let index = 0; index < 24; index++) {
    all.push(await own.startConversation({
      channel: index % 2 === 0 ? 'shop' : 'web',
      contact: `contact-${index % 3}`,
      state: (['bot', 'waiting', 'open', 'closed'] as const)[index % 4] ?? 'bot',
      lastMessageAt: later(Math.floor(index / 10))
    }))
  }
  const filters: Array<Partial<Pick<ConversationDoc, 'state' | 'channel' | 'contact'>>> = [
    {}, { state: 'waiting' }, { channel: 'web' }, { contact: 'contact-1' }, { state: 'open', channel: 'shop' }, { state: 'closed', channel: 'web', contact: 'contact-0' }, { channel: 'none' }
  ]
  for (const filter of filters) {
    const expected = all.filter((doc) => Object.entries(filter).every(([field, value]) => doc[field as keyof ConversationDoc] === value))
      .sort((a, b) => b.lastMessageAt.getTime() - a.lastMessageAt.getTime() || (a._id < b._id ? 1 : -1))
    const pages = await readAll(async (cursor) => await own.conversations.list({ ...filter, limit: 4, ...(cursor !== undefined && { cursor }) }))
    t.same(pages.flat().map(({ id }) => id), expected.map(({ _id }) => _id), JSON.stringify(filter))
    t.ok(pages.every((page) => page.length <= 4))
  }
})
