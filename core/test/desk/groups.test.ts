import t from 'tap'
import { openDesk } from './stand.js'

t.test('groups have names of their own, and leave nothing behind when they go', async (t) => {
  const { groups, agents, conversations, startConversation } = await openDesk(t)
  const { id } = await groups.create('售后')
  const other = await groups.create('销售')
  await t.rejects(groups.create('售后'), { code: 'KH_ERR_NAME_TAKEN', statusCode: 409 })
  await t.rejects(groups.rename(other.id, '售后'), { code: 'KH_ERR_NAME_TAKEN' })
  t.same(await groups.rename(other.id, '售前'), { id: other.id, name: '售前' })
  t.same((await groups.list()).map(({ name }) => name).sort(), ['售前', '售后'])
  const { agent } = await agents.create({ login: 'lin', name: 'x', role: 'agent', groups: [id, other.id] })
  const { _id } = await startConversation({ state: 'waiting' })
  await conversations.transfer(_id, { group: id })
  await groups.remove(id)
  t.same((await agents.get(agent.id)).groups, [other.id])
  t.notOk('group' in await conversations.get(_id))
  for (const call of [() => groups.remove(id), async () => { await groups.rename(id, 'x') }, () => groups.check(id)]) await t.rejects(call(), { code: 'KH_ERR_GROUP_NOT_FOUND', statusCode: 404 })
})

t.test('quick replies have shortcuts of their own', async (t) => {
  const { quickReplies } = await openDesk(t)
  const { id } = await quickReplies.create({ shortcut: 'hi', text: '您好' })
  const other = await quickReplies.create({ shortcut: '再见', text: '再见' })
  await t.rejects(quickReplies.create({ shortcut: 'hi', text: 'x' }), { code: 'KH_ERR_NAME_TAKEN' })
  await t.rejects(quickReplies.change(other.id, { shortcut: 'hi' }), { code: 'KH_ERR_NAME_TAKEN' })
  t.same(await quickReplies.change(id, { text: '您好！' }), { id, shortcut: 'hi', text: '您好！' })
  t.equal((await quickReplies.list()).length, 2)
  await quickReplies.remove(id)
  await t.rejects(quickReplies.remove(id), { code: 'KH_ERR_QUICK_REPLY_NOT_FOUND', statusCode: 404 })
  await t.rejects(quickReplies.change(id, { text: 'x' }), { code: 'KH_ERR_QUICK_REPLY_NOT_FOUND' })
})

t.test('notes and what agents did are kept in order, and notes with the contact', async (t) => {
  const { activities, clock, startConversation } = await openDesk(t)
  const conversation = await startConversation({ contact: 'k1' })
  const by = { actor: 'agent:lin', name: '小林' }
  const note = await activities.add({ conversation, kind: 'note', by, text: '老客户' })
  clock.advance(1)
  await activities.add({ conversation, kind: 'transferred', by, agent: 'wang', text: '请处理' })
  clock.advance(1)
  await activities.add({ conversation: { _id: 'another', contact: 'k1' }, kind: 'note', by, text: '又来了' })
  t.match(await activities.list(conversation._id), [{ kind: 'note', text: '老客户', byName: '小林' }, { kind: 'transferred', agent: 'wang' }])
  t.match(await activities.notes('k1'), [{ text: '又来了' }, { text: '老客户' }])
  t.match(await activities.find([note.id]), [{ id: note.id }])
})
