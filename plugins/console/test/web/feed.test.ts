import { mock } from 'node:test'
import { QueryClient, QueryObserver } from '@tanstack/react-query'
import t, { type Test } from 'tap'
import { keys } from '../../web/api/query.js'
import type { Activity, Agent, Conversation, Message, Page, Ticket } from '../../web/api/types.js'
import { Feed } from '../../web/live/feed.js'
import { inboxKey, ticketsKey, typingKey } from '../../web/live/keys.js'
import type { Pages } from '../../web/live/pages.js'
import type { Filters, View } from '../../web/live/views.js'
import { makeActivity, makeConversation, makeMessage, makeTicket, settle } from './things.js'

t.beforeEach(() => { mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'], now: Date.UTC(2026, 0, 5) }) })
t.afterEach(() => { mock.timers.reset() })

function open (t: Test) {
  const client = new QueryClient({ defaultOptions: { queries: { gcTime: Infinity, retry: false } } })
  const feed = new Feed(client, 'me')
  t.teardown(() => {
    feed.close()
    client.clear()
  })
  const idsIn = (key: readonly unknown[]): string[] | undefined =>
    client.getQueryData<Pages<{ id: string }>>(key)?.pages.flatMap(({ items }) => items.map(({ id }) => id))
  return {
    client,
    feed,
    /** Keeps a page, as if the hub had answered. */
    keep: <T>(key: readonly unknown[], items: T[]) => { client.setQueryData<Pages<T>>(key, { pages: [{ items }], pageParams: [undefined] }) },
    list: (view: View, filters: Filters = {}) => idsIn(inboxKey(view, filters)),
    log: () => idsIn(keys.messages('c'))
  }
}

/** A request that the test answers. */
function request<T> (client: QueryClient, queryKey: readonly unknown[]): { answer: (data: T) => Promise<void> } {
  let resolve: (data: T) => void = () => {}
  const asked = client.fetchQuery({ queryKey, queryFn: async () => await new Promise<T>((_resolve) => { resolve = _resolve }) })
  return {
    async answer (data) {
      await settle()
      resolve(data)
      await asked
    }
  }
}

const page = <T>(...items: T[]): Pages<T> => ({ pages: [{ items } satisfies Page<T>], pageParams: [undefined] })

t.test('a conversation goes into every list that it belongs to, and out of the others', async (t) => {
  const { feed, keep, list } = open(t)
  const { assignee: _, ...waiting } = makeConversation('a', 1, { state: 'waiting', tags: ['急'] })
  for (const view of ['mine', 'unassigned', 'all', 'closed'] as const) keep<Conversation>(inboxKey(view, {}), [])
  keep<Conversation>(inboxKey('all', { tag: '急' }), [])
  keep<Conversation>(inboxKey('all', { tag: '售后' }), [])
  const lists = () => [list('mine'), list('unassigned'), list('all'), list('closed'), list('all', { tag: '急' }), list('all', { tag: '售后' })]
  feed.take([{ kind: 'conversations', items: [waiting] }])
  t.strictSame(lists(), [[], ['a'], ['a'], [], ['a'], []])
  feed.take([{ kind: 'conversations', items: [{ ...waiting, state: 'open', assignee: 'me', tags: ['售后'] }] }])
  t.strictSame(lists(), [['a'], [], ['a'], [], [], ['a']])
  feed.take([{ kind: 'conversations', items: [{ ...waiting, state: 'closed', assignee: 'me' }] }])
  t.strictSame(lists(), [[], [], [], ['a'], [], []])
  t.equal(list('mine', { channel: 'site' }), undefined, 'a list that nobody read stays unread')
})

t.test('a list is in order of the latest activity, whatever the order of the news', async (t) => {
  const { feed, keep, list } = open(t)
  keep(inboxKey('mine', {}), [makeConversation('b', 4), makeConversation('a', 2)])
  feed.take([{ kind: 'conversations', items: [makeConversation('c', 3), makeConversation('d', 9)] }, { kind: 'conversations', items: [makeConversation('a', 7)] }])
  t.strictSame(list('mine'), ['d', 'a', 'b', 'c'])
  feed.take([{ kind: 'conversations', items: [makeConversation('e', 7)] }])
  t.strictSame(list('mine'), ['d', 'e', 'a', 'b', 'c'], 'of one time: by id')
})

t.test('of a burst the latest news of each counts, and each list changes once', async (t) => {
  const { client, feed, keep, list } = open(t)
  keep<Conversation>(inboxKey('mine', {}), [])
  let changes = 0
  t.teardown(client.getQueryCache().subscribe((event) => {
    if (event.type === 'updated' && event.action.type === 'success' && event.query.queryKey[0] === 'inbox') changes++
  }))
  feed.take(Array.from({ length: 200 }, (_, index) => ({ kind: 'conversations' as const, items: [makeConversation(`c${index % 20}`, index)] })))
  t.equal(changes, 1)
  t.strictSame(list('mine'), Array.from({ length: 20 }, (_, index) => `c${19 - index}`))
})

t.test('an answer that was under way when news came does not overwrite them', async (t) => {
  const { client, feed, list } = open(t)
  mock.timers.tick(1000)
  const asked = request<Pages<Conversation>>(client, inboxKey('mine', {}))
  mock.timers.tick(50)
  feed.take([{ kind: 'conversations', items: [makeConversation('a', 9), makeConversation('b', 8, { state: 'closed' }), makeConversation('new', 7)] }])
  await asked.answer(page(makeConversation('b', 5), makeConversation('a', 1)))
  t.strictSame(list('mine'), ['a', 'new'])
  t.equal(client.getQueryData<Pages<Conversation>>(inboxKey('mine', {}))?.pages[0]?.items[0]?.lastMessageAt, makeConversation('a', 9).lastMessageAt)

  mock.timers.tick(50)
  const later = request<Pages<Conversation>>(client, inboxKey('mine', {}))
  await later.answer(page(makeConversation('b', 10)))
  t.strictSame(list('mine'), ['b'], 'what is asked for afterwards is newer than the news')
})

t.test('the same for the open conversation, its messages and its activities', async (t) => {
  const { client, feed, log } = open(t)
  feed.take([{ kind: 'watching', conversation: 'c' }])
  mock.timers.tick(1000)
  const conversation = request<Conversation>(client, keys.conversation('c'))
  const messages = request<Pages<Message>>(client, keys.messages('c'))
  const activities = request<Activity[]>(client, keys.activities('c'))
  feed.take([
    { kind: 'conversations', items: [makeConversation('c', 5, { state: 'closed' })] },
    { kind: 'messages', conversation: 'c', items: [makeMessage('m2', 2, { delivery: { state: 'sent', attempts: 1 } }), makeMessage('m3', 3)] },
    { kind: 'activities', conversation: 'c', items: [makeActivity('n2', 2)] }
  ])
  await conversation.answer(makeConversation('c', 1))
  await messages.answer(page(makeMessage('m2', 2, { delivery: { state: 'due', attempts: 0 } }), makeMessage('m1', 1)))
  await activities.answer([makeActivity('n1', 1)])
  t.equal(client.getQueryData<Conversation>(keys.conversation('c'))?.state, 'closed')
  t.strictSame(log(), ['m3', 'm2', 'm1'])
  t.equal(client.getQueryData<Pages<Message>>(keys.messages('c'))?.pages[0]?.items[1]?.delivery?.state, 'sent')
  t.strictSame(client.getQueryData<Activity[]>(keys.activities('c'))?.map(({ id }) => id), ['n1', 'n2'])
})

t.test('an answer to an action gives way to what was told since it was asked for', async (t) => {
  const { client, feed, keep, list } = open(t)
  keep(inboxKey('mine', {}), [makeConversation('c', 1)])
  client.setQueryData(keys.conversation('c'), makeConversation('c', 1))
  const askedAt = Date.now()
  mock.timers.tick(20)
  feed.take([{ kind: 'conversations', items: [makeConversation('c', 2, { assignee: 'other' })] }])
  feed.answerConversation(makeConversation('c', 1), askedAt)
  t.strictSame(list('mine'), [])
  t.equal(client.getQueryData<Conversation>(keys.conversation('c'))?.assignee, 'other')
  mock.timers.tick(20)
  feed.answerConversation(makeConversation('c', 3), Date.now())
  t.strictSame(list('mine'), ['c'])
})

t.test('messages are merged by id and in order of time and id; a delivery changes one where it stands', async (t) => {
  const { client, feed, keep, log } = open(t)
  keep(keys.messages('c'), [makeMessage('m2', 2), makeMessage('m1', 1)])
  feed.take([{ kind: 'messages', conversation: 'c', items: [makeMessage('m4', 3), makeMessage('m3', 3)] }])
  t.strictSame(log(), ['m4', 'm3', 'm2', 'm1'])
  feed.take([{ kind: 'messages', conversation: 'c', items: [makeMessage('m2', 2, { delivery: { state: 'read', attempts: 1 } })] }])
  t.strictSame(log(), ['m4', 'm3', 'm2', 'm1'])
  t.equal(client.getQueryData<Pages<Message>>(keys.messages('c'))?.pages[0]?.items[2]?.delivery?.state, 'read')
})

t.test('what was sent here is shown once: what live told of it is newer than the answer', async (t) => {
  const { client, feed, keep, log } = open(t)
  keep(keys.messages('c'), [makeMessage('m1', 1)])
  const due = makeMessage('m2', 2, { direction: 'out', delivery: { state: 'due', attempts: 0 } })
  feed.take([{ kind: 'messages', conversation: 'c', items: [{ ...due, delivery: { state: 'sent', attempts: 1 } }] }])
  feed.answerMessages('c', [due, makeMessage('m3', 3, { direction: 'out' })])
  t.strictSame(log(), ['m3', 'm2', 'm1'])
  t.equal(client.getQueryData<Pages<Message>>(keys.messages('c'))?.pages[0]?.items[1]?.delivery?.state, 'sent')
})

t.test('another conversation that is watched begins anew and is read again', async (t) => {
  const { client, feed } = open(t)
  client.setQueryData(keys.messages('c'), page(makeMessage('m1', 1)))
  client.setQueryData(keys.activities('c'), [])
  feed.take([{ kind: 'watching', conversation: 'c' }])
  t.equal(client.getQueryState(keys.messages('c'))?.isInvalidated, true)
  t.equal(client.getQueryState(keys.activities('c'))?.isInvalidated, true)
  feed.take([{ kind: 'watching', conversation: null }])
  t.equal(client.getQueryState(keys.messages('c'))?.isInvalidated, true)
})

t.test('typing goes out by itself after 8 s, or when the message comes', async (t) => {
  const { client, feed } = open(t)
  const isTyping = () => client.getQueryData(typingKey('site:c'))
  const tell = (isTyping: boolean) => { feed.take([{ kind: 'typing', thread: 'site:c', isTyping }]) }
  tell(true)
  mock.timers.tick(7000)
  tell(true)
  mock.timers.tick(7000)
  t.equal(isTyping(), true, 'said again in between')
  mock.timers.tick(1000)
  t.equal(isTyping(), false)
  tell(true)
  tell(false)
  t.equal(isTyping(), false)
  tell(true)
  feed.take([{ kind: 'messages', conversation: 'c', items: [makeMessage('m', 1, { direction: 'out' })] }])
  t.equal(isTyping(), true, 'not by the agent\'s own message')
  feed.take([{ kind: 'messages', conversation: 'c', items: [makeMessage('m2', 2)] }])
  t.equal(isTyping(), false)
})

t.test('changed agents are put over the known ones, new ones behind', async (t) => {
  const { client, feed } = open(t)
  const agent = (id: string, presence: Agent['presence']): Agent =>
    ({ id, login: id, name: id, role: 'agent', groups: [], presence, isDisabled: false, createdAt: '2026-01-01T00:00:00.000Z' })
  feed.take([{ kind: 'agents', items: [agent('a', 'busy')] }])
  t.equal(client.getQueryData(keys.agents), undefined, 'nobody asked for them')
  client.setQueryData(keys.agents, [agent('a', 'online'), agent('b', 'online')])
  feed.take([{ kind: 'agents', items: [agent('b', 'away'), agent('c', 'online')] }])
  t.strictSame(client.getQueryData<Agent[]>(keys.agents)?.map(({ id, presence }) => [id, presence]), [['a', 'online'], ['b', 'away'], ['c', 'online']])
})

t.test('counts and what stands beside a conversation are asked for again soon after news, but not for each', async (t) => {
  const { client, feed } = open(t)
  let counted = 0
  const counts = new QueryObserver(client, { queryKey: keys.counts, queryFn: () => { counted++; return {} }, staleTime: Infinity })
  t.teardown(counts.subscribe(() => {}))
  client.setQueryData(keys.context('c'), {})
  await settle()
  t.equal(counted, 1)
  for (let round = 0; round < 5; round++) feed.take([{ kind: 'conversations', items: [makeConversation('c', round)] }])
  feed.take([{ kind: 'messages', conversation: 'c', items: [makeMessage('m', 1)] }, { kind: 'activities', conversation: 'c', items: [makeActivity('n', 1)] }])
  mock.timers.tick(1400)
  await settle()
  t.equal(counted, 1)
  mock.timers.tick(200)
  await settle()
  t.equal(counted, 2)
  t.equal(client.getQueryState(keys.context('c'))?.isInvalidated, true)
})

t.test('a feed that is closed does nothing more', async (t) => {
  const { client, feed } = open(t)
  feed.take([{ kind: 'typing', thread: 'site:c', isTyping: true }])
  feed.close()
  mock.timers.tick(60_000)
  t.equal(client.getQueryData(typingKey('site:c')), true)
})

t.test('a ticket goes into every list that it belongs to, and out of the others', async (t) => {
  const { client, feed, keep } = open(t)
  for (const view of ['mine', 'open', 'all'] as const) keep<Ticket>(ticketsKey(view, {}), [])
  keep<Ticket>(ticketsKey('all', { contact: 'k1' }), [])
  const lists = () => [ticketsKey('mine', {}), ticketsKey('open', {}), ticketsKey('all', {}), ticketsKey('all', { contact: 'k1' })].map((key) =>
    client.getQueryData<Pages<Ticket>>(key)?.pages.flatMap(({ items }) => items.map(({ id }) => id)))
  feed.take([{ kind: 'tickets', items: [makeTicket('1', 1), makeTicket('2', 2, { contact: 'k1' })] }])
  t.strictSame(lists(), [[], ['2', '1'], ['2', '1'], ['2']])
  feed.take([{ kind: 'tickets', items: [makeTicket('1', 3, { assignee: 'me' }), makeTicket('2', 4, { contact: 'k1', state: 'solved' })] }])
  t.strictSame(lists(), [['1'], ['1'], ['2', '1'], ['2']])
})

t.test('a list of tickets that was under way is older than what was told meanwhile', async (t) => {
  const { client, feed } = open(t)
  const { answer } = request<Pages<Ticket>>(client, ticketsKey('open', {}))
  feed.take([{ kind: 'tickets', items: [makeTicket('1', 5, { subject: 'new' })] }])
  await answer(page(makeTicket('1', 1, { subject: 'old' })))
  t.strictSame(client.getQueryData<Pages<Ticket>>(ticketsKey('open', {}))?.pages[0]?.items.map(({ subject }) => subject), ['new'])
})

t.test('what is told of a ticket or of facts is read again: the ticket by id or number, lists by time, the contact beside the chat', async (t) => {
  const { client, feed } = open(t)
  const stale = () => client.getQueryCache().findAll({ predicate: ({ state }) => state.isInvalidated }).map(({ queryKey }) => queryKey.join(' '))
  for (const key of [keys.ticket('1'), keys.ticket('101'), keys.ticket('2'), keys.facts('k1'), keys.facts('k2'), keys.context('c')]) client.setQueryData(key, {})
  for (const view of ['due', 'open'] as const) client.setQueryData(ticketsKey(view, {}), page<Ticket>())
  client.setQueryData(keys.conversation('c'), makeConversation('c', 1, { contact: 'k1' }))
  feed.take([{ kind: 'watching', conversation: 'c' }, { kind: 'tickets', items: [makeTicket('1', 1)] }, { kind: 'facts', contacts: ['k1'] }])
  t.strictSame(stale().sort(), ['conversation c context', 'facts k1', 'ticket 1', 'ticket 101'])
  mock.timers.tick(1500)
  t.ok(stale().some((key) => key.startsWith('tickets due')), 'what is due is asked for again, not at once')
  t.notOk(stale().some((key) => key.startsWith('tickets open')))
})
