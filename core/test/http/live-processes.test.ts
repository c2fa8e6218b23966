import t from 'tap'
import { WebSocket } from 'ws'
import { openTestRedis } from '../../../test/support/redis.js'
import { openTestStore } from '../../../test/support/store.js'
import type { LiveNews } from '../../src/http/live-protocol.js'
import { createTestChannel, inbound } from '../support/channel.js'
import { createTestHub } from '../support/hub.js'

t.test('an agent on one process hears of a customer on another, and is answered for there', async (t) => {
  const store = openTestStore(t)
  const config = { queue: openTestRedis(t) }
  const [here, there] = [createTestChannel(), createTestChannel()]
  const near = await createTestHub(t, { store, config, plugins: [{ id: 'shop', module: here.definition as never }] })
  const far = await createTestHub(t, { store, config, plugins: [{ id: 'shop', module: there.definition as never }] })
  near.start()

  const { password } = await far.desk.agents.create({ login: 'lin', name: '小林', role: 'agent', groups: [] })
  const { token, caller } = await far.desk.signIn.open('lin', password)
  await far.desk.agents.changePassword(caller.agent?.id ?? '', password, 'correct horse')
  far.desk.signIn.forget()
  const address = await far.app.listen({ host: '127.0.0.1', port: 0 })
  const socket = new WebSocket(`${address.replace('http', 'ws')}/api/v1/live`, { headers: { cookie: `kh_session=${token}`, origin: address } })
  t.teardown(() => { socket.terminate() })
  const heard: LiveNews[] = []
  const askers = new Set<() => void>()
  socket.on('message', (data) => {
    heard.push(JSON.parse(String(data)) as LiveNews)
    for (const ask of askers) ask()
  })
  const hear = async (isWanted: (news: LiveNews) => boolean) => await new Promise<LiveNews>((resolve) => {
    const look = (): void => {
      const found = heard.find(isWanted)
      if (found !== undefined) resolve(found)
    }
    askers.add(look)
    look()
  })
  await hear(({ kind }) => kind === 'ready')

  await here.hub.receive(inbound({ text: '在吗' }))
  const news = await hear((one) => one.kind === 'conversations' && one.items.some(({ last }) => last?.text === '在吗'))
  const [conversation] = (news as Extract<LiveNews, { kind: 'conversations' }>).items
  socket.send(JSON.stringify({ kind: 'watch', conversation: conversation?.id }))
  await hear(({ kind }) => kind === 'watching')
  here.hub.typing('alice', true)
  await hear((one) => one.kind === 'typing' && one.thread === 'shop:alice' && one.isTyping)

  const answer = await far.app.inject({
    method: 'POST',
    url: `/api/v1/conversations/${conversation?.id}/messages`,
    headers: { cookie: `kh_session=${token}`, origin: 'http://127.0.0.1:3000' },
    payload: { content: { type: 'text', text: '在的' } }
  })
  t.equal(answer.statusCode, 202)
  await here.taken(1)
  t.same(here.sent.map(({ content }) => content), [{ type: 'text', text: '在的' }], 'the process that works delivers it')
  await hear((one) => one.kind === 'messages' && one.items.some(({ delivery }) => delivery?.state === 'sent'))
  await here.hub.receipt({ externalId: `x-${here.sent[0]?.id}`, state: 'read', at: new Date() })
  await hear((one) => one.kind === 'messages' && one.items.some(({ delivery }) => delivery?.state === 'read'))
  t.equal(there.sent.length, 0)
})
