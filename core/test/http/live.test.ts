import t, { type Test } from 'tap'
import { WebSocket } from 'ws'
import type { LiveNews } from '../../src/http/live-protocol.js'
import { CAPABILITIES, openFixture, type Fixture } from './hub-fixture.js'
import { startConversation, storeInbound } from './conversation-fixture.js'

async function connect (t: Test, { app }: Fixture, headers: Record<string, string>) {
  const address = app.server.listening ? app.listeningOrigin : await app.listen({ host: '127.0.0.1', port: 0 })
  const socket = new WebSocket(`${address.replace('http', 'ws')}/api/v1/live`, { headers })
  t.teardown(() => { socket.terminate() })
  const news: LiveNews[] = []
  const askers = new Set<() => void>()
  socket.on('message', (data) => {
    news.push(JSON.parse(String(data)) as LiveNews)
    for (const ask of askers) ask()
  })
  const closed = new Promise<number>((resolve) => { socket.on('close', resolve) })
  const status = await new Promise<number>((resolve) => {
    socket.on('open', () => { resolve(101) })
    socket.on('unexpected-response', (_request, response) => { resolve(response.statusCode ?? 0) })
    socket.on('error', () => {})
  })
  /** The first news of a kind, heard already or later, that has something; it is taken away. */
  const next = async <K extends LiveNews['kind']> (kind: K, isWanted: (found: Extract<LiveNews, { kind: K }>) => boolean = () => true) => await new Promise<Extract<LiveNews, { kind: K }>>((resolve) => {
    const look = () => {
      const index = news.findIndex((one) => one.kind === kind && isWanted(one as Extract<LiveNews, { kind: K }>))
      if (index === -1) return
      askers.delete(look)
      resolve(news.splice(index, 1)[0] as Extract<LiveNews, { kind: K }>)
    }
    askers.add(look)
    look()
  })
  return { socket, status, news, next, closed, say: (call: unknown) => { socket.send(typeof call === 'string' ? call : JSON.stringify(call)) } }
}

t.test('people of every role may listen, from a page of the hub; nobody else may', async (t) => {
  const fixture = await openFixture(t)
  for (const role of ['administrator', 'leader', 'agent'] as const) {
    t.equal((await connect(t, fixture, await fixture.asPerson(role))).status, 101, role)
    t.equal((await connect(t, fixture, await fixture.as(role))).status, 403, `a token of ${role}`)
    const { cookie } = await fixture.asPerson(role)
    t.equal((await connect(t, fixture, { cookie })).status, 403, 'without an origin')
    t.equal((await connect(t, fixture, { cookie, origin: 'https://evil.example' })).status, 403, 'from another site')
  }
  t.equal((await connect(t, fixture, {})).status, 401)
  const headers = await fixture.asPerson('agent')
  await fixture.store.agents.updateMany({ createdAt: { $gt: new Date(0) } }, { $set: { mustChangePassword: true } })
  t.equal((await connect(t, fixture, await fixture.asPerson('agent'))).status, 403, 'before the password is changed')
  t.ok(headers)
})

t.test('a tab hears of conversations, and of the messages of the one that it shows', async (t) => {
  const fixture = await openFixture(t)
  const { desk } = fixture
  const conversation = await startConversation(fixture)
  const tab = await connect(t, fixture, await fixture.asPerson('agent'))
  await tab.next('ready')
  t.match(await tab.next('agents'), { items: [{ presence: 'online' }] })
  tab.say({ kind: 'watch', conversation: conversation._id })
  t.match(await tab.next('watching'), { conversation: conversation._id })
  await storeInbound(fixture, conversation, 'm1', { type: 'text', text: '在吗' })
  desk.bulletin.message(conversation._id, 'm1')
  desk.bulletin.message('another', 'm9')
  t.match(await tab.next('messages'), { conversation: conversation._id, items: [{ id: 'm1', content: { text: '在吗' } }] })
  await desk.messages.enqueue({ conversation, content: { type: 'text', text: '在的' }, author: { kind: 'agent', id: 'agent:lin' }, agent: 'lin', capabilities: CAPABILITIES })
  t.match(await tab.next('conversations'), { items: [{ id: conversation._id, contactName: 'wang', state: 'open', assignee: 'lin', last: { from: 'agent', text: '在的' } }] })
  t.match(await tab.next('messages'), { items: [{ direction: 'out', delivery: { state: 'due' } }] })
  await desk.activities.add({ conversation, kind: 'note', by: { actor: 'agent:lin', name: '小林' }, text: 'x' })
  t.match(await tab.next('activities'), { items: [{ kind: 'note', text: 'x' }] })
  desk.bulletin.typing({ thread: conversation.thread, isTyping: true })
  desk.bulletin.typing({ thread: 'shop:another', isTyping: true })
  t.match(await tab.next('typing'), { thread: conversation.thread, isTyping: true })
  tab.say({ kind: 'watch', conversation: null })
  await tab.next('watching')
  desk.bulletin.message(conversation._id, 'm1')
  desk.bulletin.conversation(conversation._id)
  await tab.next('conversations')
  t.notOk(tab.news.some(({ kind }) => kind === 'messages' || kind === 'typing'), 'nothing of what it does not show')
})

t.test('an agent who types is shown to the customer', async (t) => {
  const fixture = await openFixture(t)
  const conversation = await startConversation(fixture)
  const typed: unknown[] = []
  const told = new Promise<void>((resolve) => {
    fixture.channels.add({ id: 'shop', capabilities: CAPABILITIES, instance: { send: async () => ({}), typing: async (...said) => { typed.push(said); resolve() } } })
  })
  const tab = await connect(t, fixture, await fixture.asPerson('agent'))
  tab.say({ kind: 'typing', conversation: 'none', isTyping: true })
  tab.say({ kind: 'typing', conversation: conversation._id, isTyping: true })
  await told
  t.same(typed, [['wang', true]])
})

t.test('who breaks the protocol or calls without end is let go', async (t) => {
  const fixture = await openFixture(t)
  for (const call of ['no json', '{}', { kind: 'watch' }, { kind: 'watch', conversation: 1 }, { kind: 'typing', conversation: 'c', isTyping: true, more: 1 }]) {
    const tab = await connect(t, fixture, await fixture.asPerson('agent'))
    tab.say(call)
    t.equal(await tab.closed, 1008, JSON.stringify(call))
  }
  const tab = await connect(t, fixture, await fixture.asPerson('agent'))
  for (let call = 0; call < 100; call++) tab.say({ kind: 'watch', conversation: null })
  t.equal(await tab.closed, 1008)
})

t.test('a person is present while a tab is open', async (t) => {
  const fixture = await openFixture(t)
  const [one, two] = [await connect(t, fixture, await fixture.asPerson('agent')), await connect(t, fixture, await fixture.asPerson('agent'))]
  await two.next('agents', ({ items }) => items[0]?.presence === 'online')
  one.socket.close()
  await one.closed
  const watcher = await connect(t, fixture, await fixture.asPerson('leader'))
  await watcher.next('ready')
  t.match((await fixture.desk.agents.list())[0], { presence: 'online' }, 'another tab is still open')
  two.socket.close()
  await watcher.next('agents', ({ items }) => items.some(({ role, presence }) => role === 'agent' && presence === 'offline'))
})
