import t from 'tap'
import { createFakeHub } from '@kefuhub/contract/testing'
import { defineChannel, Type, type ChannelHub, type ThreadMessage } from '@kefuhub/contract'

let hub: ChannelHub | undefined
const channel = defineChannel({
  name: 'sample',
  contract: '^1',
  title: { zh: '样例', en: 'Sample' },
  mount: 'web',
  options: Type.Object({}, { additionalProperties: false }),
  capabilities: () => ({ in: { text: {} }, out: { text: {} }, replyWindows: [], receipts: [], firstReadBackMs: 0 }),
  setup: (given) => {
    hub = given
    return { send: async () => ({}) }
  }
})
const message = (id: string, atMs: number): ThreadMessage => ({ id, at: new Date(atMs), channel: 'shop', thread: 'shop:alice', direction: 'in', content: { type: 'text', text: id } })

t.test('live messages are heard by who listens, as copies', async (t) => {
  const fake = await createFakeHub(channel, {}, { id: 'shop' })
  t.teardown(fake.close)
  t.equal(fake.prefix, '/web/shop')
  const heard: unknown[] = []
  const end = hub?.live.subscribe('a', (message) => heard.push(message))
  hub?.live.publish('a', { at: new Date(0) })
  end?.()
  hub?.live.publish('a', 2)
  t.same(heard, [{ at: '1970-01-01T00:00:00.000Z' }])
})

t.test('keys are the same for the same purpose, and history reads what a test wrote', async (t) => {
  const fake = await createFakeHub(channel, {}, { id: 'shop' })
  t.teardown(fake.close)
  t.same(hub?.deriveKey('x'), hub?.deriveKey('x'))
  t.notSame(hub?.deriveKey('x'), hub?.deriveKey('y'))
  fake.threads.set('alice', [message('c', 2), message('a', 1), message('b', 1)])
  const read = async (query: Parameters<ChannelHub['history']>[1]) => {
    const page = await hub?.history('alice', query)
    return [page?.messages.map(({ id }) => id).join(''), page?.hasMore]
  }
  t.same(await read({ limit: 2 }), ['bc', true])
  t.same(await read({ after: message('a', 1), limit: 5 }), ['bc', false])
  t.same(await read({ before: message('c', 2), limit: 1 }), ['b', true])
  t.same(await hub?.history('nobody', { limit: 1 }), { messages: [], hasMore: false })
})
