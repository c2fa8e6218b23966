import t from 'tap'
import { CAPABILITIES, HEALTHY, openFixture } from '../hub-fixture.js'

t.test('a channel tells what it can do as data, and how it is doing', async (t) => {
  const { app, as } = await openFixture(t)
  const { items } = (await app.inject({ url: '/api/v1/channels', headers: await as('agent') })).json()
  const [message, order] = CAPABILITIES.replyWindows
  t.same(items, [{
    id: 'shop',
    name: 'channel-test',
    title: { zh: '测试', en: 'Test' },
    endpoints: [{ label: { zh: '代码', en: 'Code' }, url: 'http://127.0.0.1:3000/x', snippet: '<script></script>' }],
    preview: 'http://127.0.0.1:3000/preview',
    capabilities: { ...CAPABILITIES, replyWindows: [message, { ...order, sends: null }] },
    health: HEALTHY.plugins[0]
  }])
})

t.test('a channel of which no health is known yet is listed all the same', async (t) => {
  const { app, as } = await openFixture(t, { health: async () => ({ ...HEALTHY, plugins: [] }) })
  const { items } = (await app.inject({ url: '/api/v1/channels', headers: await as('agent') })).json()
  t.equal(items[0].id, 'shop')
  t.notOk('health' in items[0])
})
