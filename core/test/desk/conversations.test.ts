import t from 'tap'
import { openDesk, START_MS } from './stand.js'

const { clock, conversations, store, openOther, startConversation } = await openDesk(t)
/** What an agent says. */
const SAID = { from: 'agent', type: 'text', text: '您好' } as const
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
  await conversations.answered(taken, later(0), SAID)
  await conversations.change(taken._id, { lastMessageAt: later(0), tags: [], handOver: { by: 'm1', reason: 'late' } })
  const doc = await conversations.get(taken._id)
  t.equal(doc.state, 'open')
  t.notOk('handedOverBy' in doc)
})

t.test('a human who takes part opens what the bot has or what waits, and no closed one', async (t) => {
  for (const state of ['bot', 'waiting', 'open', 'closed'] as const) {
    const started = await startConversation({ state })
    const { _id } = started
    await conversations.answered(started, later(100), SAID)
    t.match(await conversations.get(_id), { state: state === 'closed' ? 'closed' : 'open', lastMessageAt: later(100) }, state)
    await conversations.answered(started, later(50), SAID)
    t.match(await conversations.get(_id), { lastMessageAt: later(100) })
  }
})

t.test('closing ends the session once, whoever closes it again', async (t) => {
  const { _id, thread } = await startConversation()
  await store.threads.create({ _id: thread, channel: 'shop', sender: 'x', conversation: _id, contact: 'k', fence: 1 })
  clock.advance(1000)
  t.match(await conversations.close(_id, 'token:abc'), { isNew: true, conversation: { _id, state: 'closed', closedAt: new Date(clock.now()) } })
  const closed = await conversations.get(_id)
  t.match(closed, { closedBy: 'token:abc', tell: String })
  clock.advance(1000)
  t.match(await conversations.close(_id, 'cli'), { isNew: false, conversation: { state: 'closed', closedAt: closed.closedAt } })
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

t.test('an agent takes what nobody has, and nothing from anybody', async (t) => {
  const { _id } = await startConversation({ state: 'waiting' })
  t.match(await conversations.accept(_id, 'lin'), { state: 'open', assignee: 'lin' })
  t.match(await conversations.accept(_id, 'lin'), { assignee: 'lin' }, 'twice is once')
  await t.rejects(conversations.accept(_id, 'wang'), { code: 'KH_ERR_CONVERSATION_TAKEN', statusCode: 409 })
  const closed = await startConversation({ state: 'closed' })
  await t.rejects(conversations.accept(closed._id, 'lin'), { code: 'KH_ERR_CONVERSATION_CLOSED', statusCode: 409 })
  await t.rejects(conversations.accept('nothing', 'lin'), { code: 'KH_ERR_CONVERSATION_NOT_FOUND' })
})

t.test('of twenty agents who take it at once, in two processes, one has it', async (t) => {
  const other = (await openOther()).conversations
  const { _id } = await startConversation({ state: 'waiting' })
  const results = await Promise.allSettled(Array.from({ length: 20 }, async (_, index) => await (index % 2 === 0 ? conversations : other).accept(_id, `agent-${index}`)))
  t.equal(results.filter(({ status }) => status === 'fulfilled').length, 1)
})

t.test('a transfer gives it to an agent, or lets it wait for a group', async (t) => {
  const { _id } = await startConversation({ state: 'waiting' })
  await conversations.accept(_id, 'lin')
  t.match(await conversations.transfer(_id, { agent: 'wang' }), { state: 'open', assignee: 'wang' })
  const waiting = await conversations.transfer(_id, { group: 'refunds' })
  t.match(waiting, { state: 'waiting', group: 'refunds', waitingSince: new Date(clock.now()) })
  t.notOk('assignee' in waiting)
  t.match(await conversations.accept(_id, 'lin'), { state: 'open', assignee: 'lin', group: 'refunds' })
  await conversations.close(_id, 'cli')
  await t.rejects(conversations.transfer(_id, { agent: 'wang' }), { code: 'KH_ERR_CONVERSATION_CLOSED' })
})

t.test('who answers has it from then on, unless somebody else has', async (t) => {
  const waiting = await startConversation({ state: 'waiting', waitingSince: later(0), customerWroteAt: later(0) })
  const { _id } = waiting
  await conversations.answered(waiting, later(1), SAID, 'lin')
  const answered = await conversations.get(_id)
  t.match(answered, { state: 'open', assignee: 'lin', last: SAID, readAt: later(1) })
  t.notOk('waitingSince' in answered)
  await conversations.answered(answered, later(2), SAID, 'wang')
  t.match(await conversations.get(_id), { assignee: 'lin' })
})

t.test('what the customer writes while an answer is on its way is not answered by it', async (t) => {
  const read = await startConversation({ state: 'open', customerWroteAt: later(0), waitingSince: later(0) })
  const summary = { from: 'customer', type: 'text', text: '还有' } as const
  await conversations.touch(read._id, { at: later(5), summary })
  await conversations.answered(read, later(6), SAID, 'lin')
  const after = await conversations.get(read._id)
  t.match(after, { assignee: 'lin', waitingSince: later(0), customerWroteAt: later(5), last: summary, lastMessageAt: later(6) })
  t.notOk('readAt' in after)
})

t.test('a customer waits from the first message that nobody answered', async (t) => {
  const { _id } = await startConversation()
  const summary = { from: 'customer', type: 'text', text: '在吗' } as const
  await conversations.touch(_id, { at: later(10), summary })
  await conversations.touch(_id, { at: later(20), summary })
  await conversations.touch(_id, { at: later(30) })
  t.match(await conversations.get(_id), { waitingSince: later(10), customerWroteAt: later(20), lastMessageAt: later(30), last: summary })
  await conversations.change(_id, { lastMessageAt: later(30), tags: [], answer: SAID, handOver: { by: 'm1', reason: 'asked' } })
  t.match(await conversations.get(_id), { waitingSince: later(10), state: 'waiting' }, 'a hand-over is no answer')
  await conversations.change(_id, { lastMessageAt: later(40), tags: [], answer: SAID, isAnswered: true })
  t.notOk('waitingSince' in await conversations.get(_id))
})

t.test('a closed one is taken up again, unless the customer has begun the next', async (t) => {
  const { _id, thread } = await startConversation()
  await store.threads.create({ _id: thread, channel: 'shop', sender: 'x', conversation: _id, contact: 'k', fence: 1 })
  await conversations.close(_id, 'cli')
  const reopened = await conversations.reopen(_id, 'lin')
  t.match(reopened, { state: 'open', assignee: 'lin' })
  t.notOk('closedAt' in reopened || 'closedBy' in reopened)
  t.match(await store.threads.findById(thread).lean(), { conversation: _id })
  await conversations.close(_id, 'cli')
  await store.threads.updateOne({ _id: thread }, { $set: { conversation: 'the-next' } })
  await t.rejects(conversations.reopen(_id, 'lin'), { code: 'KH_ERR_CONVERSATION_FOLLOWED', statusCode: 409 })
  t.match(await conversations.get(_id), { state: 'closed' })
})

t.test('tags are replaced, each once; what agents have looked at is read', async (t) => {
  const { _id } = await startConversation({ customerWroteAt: later(0) })
  t.match(await conversations.tag(_id, ['vip', 'vip', 'refund']), { tags: ['vip', 'refund'] })
  t.match(await conversations.tag(_id, []), { tags: [] })
  await conversations.read(_id)
  t.match(await conversations.get(_id), { readAt: new Date(clock.now()) })
  await t.rejects(conversations.tag('nothing', []), { code: 'KH_ERR_CONVERSATION_NOT_FOUND' })
  await t.rejects(conversations.read('nothing'), { code: 'KH_ERR_CONVERSATION_NOT_FOUND' })
})
