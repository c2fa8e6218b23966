import t from 'tap'
import { moment, startConversation, storeInbound } from '../conversation-fixture.js'
import { openFixture, type Fixture } from '../hub-fixture.js'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** A person at work: calls the API in one browser. */
async function hire ({ app, asPerson }: Fixture, role: 'agent' | 'leader' | 'administrator') {
  const headers = await asPerson(role)
  const call = async (method: Method, path: string, payload?: object) => {
    const response = await app.inject({ method, url: `/api/v1${path}`, headers, ...(payload !== undefined && { payload }) })
    return { status: response.statusCode, body: response.body === '' ? undefined : response.json() }
  }
  return { call, id: (await call('GET', '/session')).body.id as string }
}

t.test('a conversation is accepted, answered, transferred, closed and taken up again, and all of it can be seen', async (t) => {
  const fixture = await openFixture(t)
  const { store, desk } = fixture
  const conversation = await startConversation(fixture)
  await store.conversations.updateOne({ _id: conversation._id }, { $set: { state: 'waiting' } })
  const lin = await hire(fixture, 'agent')
  const wang = await hire(fixture, 'leader')
  const path = `/conversations/${conversation._id}`
  t.match(await lin.call('POST', `${path}/accept`), { status: 200, body: { state: 'open', assignee: lin.id } })
  t.match(await wang.call('POST', `${path}/accept`), { status: 409, body: { error: { code: 'KH_ERR_CONVERSATION_TAKEN' } } })
  t.match(await lin.call('GET', '/conversations?view=mine'), { body: { items: [{ id: conversation._id }] } })
  t.match(await wang.call('GET', '/conversations?view=mine'), { body: { items: [] } })
  t.match(await lin.call('GET', '/conversations/counts'), { body: { mine: 1, unassigned: 0, all: 1 } })
  t.match(await lin.call('POST', `${path}/messages`, { content: { type: 'text', text: '您好' } }), { status: 202, body: { items: [{ author: { kind: 'agent', id: `agent:${lin.id}`, name: 'the agent' } }] } })
  t.match(await lin.call('POST', `${path}/notes`, { text: '老客户' }), { status: 201, body: { kind: 'note', text: '老客户', byName: 'the agent' } })
  t.match(await lin.call('POST', `${path}/transfer`, { agent: wang.id, text: '请处理' }), { body: { assignee: wang.id } })
  t.match(await wang.call('POST', `${path}/close`), { body: { state: 'closed' } })
  t.match(await wang.call('POST', `${path}/close`), { body: { state: 'closed' } })
  t.match(await wang.call('POST', `${path}/reopen`), { body: { state: 'open', assignee: wang.id } })
  const { body } = await wang.call('GET', `${path}/activities`)
  t.same(body.items.map(({ kind }: { kind: string }) => kind), ['accepted', 'note', 'transferred', 'closed', 'reopened'])
  t.match(body.items[2], { agent: wang.id, text: '请处理', byName: 'the agent' })
  const actions = (await store.audit.find({ _id: { $gt: 0 } }).sort({ _id: 1 }).lean()).map(({ action }) => action)
  t.same(actions.filter((action) => action.startsWith('conversation.')), ['accept', 'accept', 'transfer', 'close', 'close', 'reopen'].map((action) => `conversation.${action}`))
  t.equal(await desk.audit.verify(), undefined)
})

t.test('a transfer goes to one agent or one group that is there', async (t) => {
  const fixture = await openFixture(t)
  const conversation = await startConversation(fixture)
  const lin = await hire(fixture, 'agent')
  const path = `/conversations/${conversation._id}/transfer`
  const { id: group } = await fixture.desk.groups.create('售后')
  for (const to of [{}, { agent: lin.id, group }]) t.match(await lin.call('POST', path, to), { status: 400, body: { error: { code: 'KH_ERR_API_INPUT' } } })
  t.match(await lin.call('POST', path, { agent: 'none' }), { status: 404, body: { error: { code: 'KH_ERR_AGENT_NOT_FOUND' } } })
  t.match(await lin.call('POST', path, { group: 'none' }), { status: 404, body: { error: { code: 'KH_ERR_GROUP_NOT_FOUND' } } })
  const gone = await fixture.desk.agents.create({ login: 'gone', name: 'x', role: 'agent', groups: [] })
  await fixture.desk.agents.change(gone.agent.id, { isDisabled: true })
  t.match(await lin.call('POST', path, { agent: gone.agent.id }), { status: 404 })
  t.match(await lin.call('POST', path, { group }), { body: { state: 'waiting', group } })
  t.match(await lin.call('GET', `/conversations?view=unassigned&group=${group}`), { body: { items: [{ id: conversation._id }] } })
})

t.test('what stands beside a conversation: the contact, visited pages, notes, and whether it can be answered', async (t) => {
  const fixture = await openFixture(t)
  const conversation = await startConversation(fixture)
  await storeInbound(fixture, conversation, 'v1', { type: 'event', name: 'visit', data: { url: 'https://shop.example/a', title: 'A' } }, 1)
  await storeInbound(fixture, conversation, 'v2', { type: 'event', name: 'visit', data: { url: 'https://shop.example/b', referrer: 'https://search.example' } }, 2)
  await storeInbound(fixture, conversation, 'm1', { type: 'text', text: 'hi' }, 3)
  const lin = await hire(fixture, 'agent')
  await lin.call('POST', `/conversations/${conversation._id}/notes`, { text: '老客户' })
  const read = async () => (await lin.call('GET', `/conversations/${conversation._id}/context`)).body
  t.match(await read(), {
    contact: { name: 'wang', identities: [{ channel: 'shop', externalId: 'wang' }] },
    conversations: [{ id: conversation._id }],
    notes: [{ text: '老客户' }],
    pages: [{ url: 'https://shop.example/b', referrer: 'https://search.example' }, { url: 'https://shop.example/a', title: 'A' }],
    window: { isOpen: false, reopens: [{ zh: '客户发来消息' }, { en: 'An order' }] }
  })
  const until = new Date(Date.now() + 3_600_000)
  await fixture.store.threads.updateOne({ _id: conversation.thread }, { $set: { window: { trigger: 'message', until, remaining: 4 } } })
  t.match((await read()).window, { isOpen: true, until: until.toISOString(), remaining: 4 })
  await fixture.store.threads.updateOne({ _id: conversation.thread }, { $set: { window: { trigger: 'order', until, remaining: Infinity } } })
  t.notOk('remaining' in (await read()).window)
})

t.test('messages are read from either end; a failed one is sent again, one of the customer is not', async (t) => {
  const fixture = await openFixture(t)
  const conversation = await startConversation(fixture)
  for (let index = 0; index < 5; index++) await storeInbound(fixture, conversation, `m${index}`, { type: 'text', text: `${index}` }, index)
  const lin = await hire(fixture, 'agent')
  const path = `/conversations/${conversation._id}/messages`
  const first = await lin.call('GET', `${path}?order=newest&limit=3`)
  t.same(first.body.items.map(({ id }: { id: string }) => id), ['m4', 'm3', 'm2'])
  t.same((await lin.call('GET', `${path}?order=newest&limit=3&cursor=${first.body.next}`)).body.items.map(({ id }: { id: string }) => id), ['m1', 'm0'])
  const { body: { items: [sent] } } = await lin.call('POST', path, { content: { type: 'text', text: '您好' } })
  t.match(await lin.call('POST', `/messages/${sent.id}/retry`), { status: 404, body: { error: { code: 'KH_ERR_DEAD_LETTER_NOT_FOUND' } } })
  await fixture.store.messages.updateOne({ _id: sent.id }, { $set: { dead: moment(9), delivery: { state: 'uncertain', attempts: 3, code: 'X', reason: 'y' } }, $unset: { due: 1 } })
  t.match(await lin.call('POST', `/messages/${sent.id}/retry`), { status: 202, body: { id: sent.id } })
  t.match(await lin.call('GET', `/messages/${sent.id}`), { body: { delivery: { state: 'due', attempts: 0 } } })
  t.same(fixture.woken.at(-1), ['lane', [conversation.thread]])
  t.match(await lin.call('POST', '/messages/m1/retry'), { status: 404 })
})

t.test('tags, reading and search', async (t) => {
  const fixture = await openFixture(t)
  const conversation = await startConversation(fixture, '王小明')
  await storeInbound(fixture, conversation, 'm1', { type: 'text', text: '我要退款' }, 1)
  await fixture.store.conversations.updateOne({ _id: conversation._id }, { $set: { customerWroteAt: moment(1) } })
  const lin = await hire(fixture, 'agent')
  t.match(await lin.call('GET', '/conversations'), { body: { items: [{ unread: true }] } })
  t.match(await lin.call('POST', `/conversations/${conversation._id}/read`), { status: 204 })
  t.match(await lin.call('GET', '/conversations'), { body: { items: [{ unread: false }] } })
  t.match(await lin.call('PUT', `/conversations/${conversation._id}/tags`, { tags: ['退款'] }), { body: { tags: ['退款'] } })
  t.match(await lin.call('GET', '/tags'), { body: { items: ['退款'] } })
  t.match(await lin.call('GET', `/search?q=${encodeURIComponent('小明')}`), { body: { items: [{ conversation: { contactName: '王小明' } }] } })
  t.match(await lin.call('GET', `/search?q=${encodeURIComponent('退款')}`), { body: { items: [{ message: { id: 'm1' } }], searchedTo: String } })
  t.match(await lin.call('GET', '/search?q=%20'), { status: 400 })
})

t.test('an administrator looks after people, groups, quick replies and tokens', async (t) => {
  const fixture = await openFixture(t)
  const boss = await hire(fixture, 'administrator')
  const { body: group } = await boss.call('POST', '/groups', { name: '售后' })
  t.match(await boss.call('PATCH', `/groups/${group.id}`, { name: '售后组' }), { body: { name: '售后组' } })
  const created = await boss.call('POST', '/agents', { login: 'lin', name: '小林', role: 'agent', groups: [group.id] })
  t.match(created, { status: 201, body: { agent: { login: 'lin', groups: [group.id] }, password: /^[\w-]{20}$/ } })
  const { agent } = created.body
  t.match(await boss.call('PATCH', `/agents/${agent.id}`, { role: 'leader', isDisabled: true }), { body: { role: 'leader', isDisabled: true } })
  t.match(await boss.call('POST', `/agents/${agent.id}/password`), { body: { password: String } })
  t.match(await boss.call('POST', '/agents', { login: 'a b', name: 'x', role: 'agent', groups: [] }), { status: 400 })
  t.match(await boss.call('DELETE', `/groups/${group.id}`), { status: 204 })
  const { body: reply } = await boss.call('POST', '/quick-replies', { shortcut: 'hi', text: '您好' })
  t.match(await boss.call('PATCH', `/quick-replies/${reply.id}`, { text: '您好！' }), { body: { text: '您好！' } })
  t.match(await boss.call('GET', '/quick-replies'), { body: { items: [{ shortcut: 'hi' }] } })
  t.match(await boss.call('DELETE', `/quick-replies/${reply.id}`), { status: 204 })
  t.match(await boss.call('GET', '/groups'), { body: { items: [] } })
  const { body: token } = await boss.call('POST', '/tokens', { name: 'CRM', role: 'agent' })
  t.match(token, { token: /^kh_/ })
  t.match(await boss.call('DELETE', `/tokens/${token.id}`), { status: 204 })
  const { body: { items } } = await boss.call('GET', '/tokens')
  t.match(items, [{ id: token.id, name: 'CRM', revokedAt: String }])
  t.notOk(JSON.stringify(items).includes('hash'))
})

t.test('plugins show what waits for them and what went wrong last', async (t) => {
  const fixture = await openFixture(t)
  const conversation = await startConversation(fixture)
  await storeInbound(fixture, conversation, 'm1', { type: 'text', text: 'x' }, 1)
  await storeInbound(fixture, conversation, 'm2', { type: 'text', text: 'y' }, 2)
  await fixture.store.messages.updateOne({ _id: 'm1' }, { $set: { due: moment(1) } })
  await fixture.store.messages.updateOne({ _id: 'm2' }, { $set: { dead: moment(5), turn: { attempts: 8, error: 'broken' } } })
  await fixture.store.outbox.create([
    { _id: 'o1', queue: 'event:shop.x', payload: {}, trace: 't', createdAt: moment(0), attempts: 0, due: moment(0) },
    { _id: 'o2', queue: 'event:shop.x', payload: {}, trace: 't', createdAt: moment(0), attempts: 9, dead: moment(4), error: { code: 'OLD', message: 'older' } }
  ])
  const leader = await hire(fixture, 'leader')
  t.match(await leader.call('GET', '/plugins'), {
    body: {
      items: [{
        id: 'shop',
        state: 'degraded',
        title: { zh: '测试' },
        queueDepth: 2,
        lastMessageAt: moment(0).toISOString(),
        lastError: { at: moment(5).toISOString(), code: 'KH_ERR_TURN_FAILED', reason: 'broken' }
      }]
    }
  })
})
