import t from 'tap'
import type { ConversationDoc } from '../../src/store/conversation-model.js'
import { openDesk, readAll, START_MS } from './stand.js'

const later = (ms: number) => new Date(START_MS + ms)

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
    const pages = await readAll(async (cursor) => await own.inbox.list({ ...filter, limit: 4, ...(cursor !== undefined && { cursor }) }))
    t.same(pages.flat().map(({ id }) => id), expected.map(({ _id }) => _id), JSON.stringify(filter))
    t.ok(pages.every((page) => page.length <= 4))
  }
})

t.test('each view holds what it is for, latest first, over several pages', async (t) => {
  const { inbox, clock, conversations, startConversation } = await openDesk(t)
  const all: ConversationDoc[] = []
  for (let index = 0; index < 40; index++) {
    const state = (['bot', 'waiting', 'open', 'closed'] as const)[index % 4] ?? 'bot'
    const doc = await startConversation({ state, lastMessageAt: later(Math.floor(index / 3)), customerWroteAt: later(index), ...(state === 'open' && { assignee: index % 8 === 2 ? 'lin' : 'wang' }) })
    all.push(doc)
  }
  const expected = (isIn: (doc: ConversationDoc) => boolean) => all.filter(isIn).sort((a, b) => b.lastMessageAt.getTime() - a.lastMessageAt.getTime() || (a._id < b._id ? 1 : -1)).map(({ _id }) => _id)
  const read = async (view: 'mine' | 'unassigned' | 'all' | 'closed') =>
    (await readAll(async (cursor) => await inbox.list({ view, agent: 'lin', limit: 4, ...(cursor !== undefined && { cursor }) }))).flat().map(({ id }) => id)
  t.same(await read('mine'), expected(({ assignee }) => assignee === 'lin'))
  t.same(await read('unassigned'), expected(({ state }) => state === 'waiting'))
  t.same(await read('all'), expected(({ state }) => state !== 'closed'))
  t.same(await read('closed'), expected(({ state }) => state === 'closed'))
  t.same(await inbox.counts('lin'), { mine: 5, unreadMine: 5, unassigned: 10, all: 30 })
  clock.advance(1000)
  await conversations.read(expected(({ assignee }) => assignee === 'lin')[0] ?? '')
  t.match(await inbox.counts('lin'), { mine: 5, unreadMine: 4 })
  t.match(await inbox.counts(undefined), { mine: 0, unassigned: 10 })
})

t.test('lists are narrowed down by tag, group and agent, and name the contact', async (t) => {
  const { inbox, conversations, contacts, startConversation } = await openDesk(t)
  const contact = await contacts.ensure({ key: 'shop:wang', channel: 'shop', externalId: 'wang', name: '王小明' }, 'm1', later(0))
  const { _id } = await startConversation({ state: 'waiting', contact: contact._id })
  await startConversation({ state: 'waiting' })
  await conversations.tag(_id, ['退款', 'vip'])
  await conversations.transfer(_id, { group: 'g1' })
  const ids = async (query: object) => (await inbox.list({ view: 'all', limit: 10, ...query })).items.map(({ id }) => id)
  t.same(await ids({ tag: '退款' }), [_id])
  t.same(await ids({ tag: 'vip', group: 'g1' }), [_id])
  t.same(await ids({ tag: 'none' }), [])
  t.same(await ids({ group: 'g1' }), [_id])
  t.same(await ids({ assignee: 'lin' }), [])
  t.same((await inbox.find([_id])).map(({ contactName, group }) => [contactName, group]), [['王小明', 'g1']])
  t.same(await inbox.recentTags(), ['退款', 'vip'])
})
