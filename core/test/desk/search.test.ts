import t from 'tap'
import { termsOf } from '../../src/desk/name-terms.js'
import { openDesk, START_MS, toMessage } from './stand.js'

const later = (ms: number) => new Date(START_MS + ms)

t.test('a name is cut into pairs of characters', async (t) => {
  t.same(termsOf('王小明'), ['王小', '小明'])
  t.same(termsOf('Anna'), ['an', 'nn', 'na'])
  t.same(termsOf('李'), ['李'])
  t.same(termsOf('  '), [])
  t.equal(termsOf('a'.repeat(10) + 'bcdefghijklmnopqrstuvwxyz0123456789'.repeat(3)).length <= 40, true)
})

t.test('conversations are found by any part of the name, and by what was written, each once with its latest message', async (t) => {
  const { search, contacts, store, startConversation } = await openDesk(t)
  const make = async (name: string, texts: string[], at: number) => {
    const contact = await contacts.ensure({ key: `shop:${name}`, channel: 'shop', externalId: name, name }, `m-${name}`, later(at))
    const conversation = await startConversation({ contact: contact._id, thread: `shop:${name}`, lastMessageAt: later(at) })
    await store.messages.create(texts.map((text, index) => toMessage({ conversation: conversation._id, thread: conversation.thread, at: later(at + index), content: { type: 'text', text } })))
    return conversation._id
  }
  const ming = await make('王小明', ['我要退款', '退款到了吗？(急)'], 100)
  const anna = await make('Anna Li', ['refund please', 'a.c'], 200)
  const ids = async (words: string) => (await search.find(words)).items.map(({ conversation, message }) => [conversation.id, message === undefined ? null : (message.content as { text: string }).text])
  t.same(await ids('小明'), [[ming, null]])
  t.same(await ids('王'), [[ming, null]])
  t.same(await ids('anna'), [[anna, null]])
  t.same(await ids('NA L'), [[anna, null]])
  t.same(await ids('明王'), [], 'pairs alone do not make a name')
  t.same(await ids('退款'), [[ming, '退款到了吗？(急)']])
  t.same(await ids('REFUND'), [[anna, 'refund please']])
  t.same(await ids('(急)'), [[ming, '退款到了吗？(急)']], 'signs are signs')
  t.same(await ids('a.c'), [[anna, 'a.c']])
  t.same(await ids('a*'), [])
  t.same(await search.find('nothing of this'), { items: [], searchedTo: later(100) })
})

t.test('a search rests when it has found enough, and goes on from there', async (t) => {
  const { search, store, startConversation } = await openDesk(t)
  for (let index = 0; index < 250; index++) {
    const conversation = await startConversation({ lastMessageAt: later(index) })
    await store.messages.create(toMessage({ conversation: conversation._id, content: { type: 'text', text: `needle ${index}` } }))
  }
  const first = await search.find('needle')
  t.equal(first.items.length, 200)
  t.same(first.searchedTo, later(50))
  const second = await search.find('needle', first.next)
  t.equal(second.items.length, 50)
  t.notOk(second.next)
  await t.rejects(search.find('needle', 'x'), { code: 'KH_ERR_API_CURSOR' })
})
