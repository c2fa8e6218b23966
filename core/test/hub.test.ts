import t from 'tap'
import { defineFeature, Type, type AnyPlugin, type ChannelHub, type Collection } from '@kefuhub/contract'
import { createTestChannel, inbound } from './support/channel.js'
import { createTestFeature, createTestHub } from './support/hub.js'

const about = { contract: '^1', title: { zh: '测试', en: 'Test' }, options: Type.Object({}, { additionalProperties: false }) }

t.test('a hub is well when its store, queue and plugins are, and says what is not', async (t) => {
  const channel = createTestChannel({}, { health: () => ({ state: 'down', reason: 'secret is wrong' }) })
  const hub = await createTestHub(t, { plugins: [{ id: 'shop', module: channel.definition as never }] })
  t.match(await hub.health(), {
    state: 'degraded', store: { state: 'ok' }, queue: { state: 'ok' }, plugins: [{ id: 'shop', name: 'channel-test', kind: 'channel', state: 'down', reason: 'secret is wrong' }]
  })
  await hub.store.close()
  t.match(await hub.health(), { state: 'down', store: { state: 'down', reason: String } })
})

t.test('a plugin that does not say how it is, or fails to, is degraded', async (t) => {
  const silent = createTestChannel({}, { health: async () => await new Promise(() => {}) })
  const broken = createTestChannel({}, { health: () => { throw new Error('no idea') } })
  const hub = await createTestHub(t, { plugins: [{ id: 'silent', module: silent.definition as never }, { id: 'broken', module: broken.definition as never }] })
  const { plugins } = await hub.health()
  t.same(plugins.map((plugin) => plugin.state), ['degraded', 'degraded'])
  t.equal(plugins[1]?.reason, 'no idea')
})

t.test('a plugin that cannot be set up stops the start and everything opened before', async (t) => {
  let isClosed = false
  const good = createTestChannel({}, { close: () => { isClosed = true } })
  const bad = defineFeature({ ...about, name: 'bad', setup: () => { throw new Error('rules are missing') } }) as unknown as AnyPlugin
  await t.rejects(createTestHub(t, { plugins: [{ id: 'shop', module: good.definition as never }, { id: 'bad', module: bad }] }), { message: 'rules are missing' })
  t.equal(isClosed, true)
})

t.test('the routes of a plugin stand under its id, and parsers of one plugin do not reach another', async (t) => {
  const route = (kind: string) => defineFeature({
    ...about,
    name: kind,
    setup: (hub) => {
      hub.app.addContentTypeParser('text/xml', { parseAs: 'string' }, (_request, body, done) => { done(null, `${kind} parsed ${body as string}`) })
      hub.app.post('/in', (request) => request.body)
      return {}
    }
  }) as unknown as AnyPlugin
  const hub = await createTestHub(t, { plugins: [{ id: 'one', module: route('one') }, { id: 'two', module: route('two') }] })
  const post = async (url: string) => await hub.app.inject({ method: 'POST', url, headers: { 'content-type': 'text/xml' }, payload: '<a/>' })
  t.equal((await post('/plugins/one/in')).body, 'one parsed <a/>')
  t.equal((await post('/plugins/two/in')).body, 'two parsed <a/>')
  t.equal((await post('/plugins/three/in')).statusCode, 404)
})

t.test('a channel may stand under an address of its own', async (t) => {
  const { definition } = createTestChannel()
  const module = {
    ...definition,
    mount: 'web',
    setup: (hub: ChannelHub) => {
      hub.app.get('/hello', () => hub.baseUrl)
      return { send: async () => ({}) }
    }
  }
  const hub = await createTestHub(t, { plugins: [{ id: 'shop', module: module as never }] })
  t.equal((await hub.app.inject('/web/shop/hello')).body, 'http://127.0.0.1:3000/web/shop')
})

t.test('keys and live messages of a plugin are its own', async (t) => {
  const [one, two] = [createTestChannel(), createTestChannel()]
  await createTestHub(t, { plugins: [{ id: 'one', module: one.definition as never }, { id: 'two', module: two.definition as never }] })
  const key = one.hub.deriveKey('visitor')
  t.equal(key.length, 32)
  t.same(one.hub.deriveKey('visitor'), key)
  t.notSame(one.hub.deriveKey('media'), key)
  t.notSame(two.hub.deriveKey('visitor'), key)
  const heard: unknown[] = []
  const end = one.hub.live.subscribe('a', (message) => heard.push(message))
  two.hub.live.subscribe('a', () => t.fail('another plugin'))
  one.hub.live.publish('a', 1)
  end()
  one.hub.live.publish('a', 2)
  t.same(heard, [1])
})

t.test('a worker serves no plugin\'s routes', async (t) => {
  const module = defineFeature({
    ...about,
    name: 'routed',
    setup: (hub) => {
      hub.app.get('/', () => 'here')
      return {}
    }
  }) as unknown as AnyPlugin
  const hub = await createTestHub(t, { role: 'worker', plugins: [{ id: 'routed', module }] })
  t.equal((await hub.app.inject('/plugins/routed/')).statusCode, 404)
  t.equal((await hub.app.inject('/healthz')).statusCode, 200)
})

t.test('a feature has collections of its own that nobody else sees', async (t) => {
  const opened: Record<string, Collection<{ _id: string, word: string }>> = {}
  const keeper = (id: string) => defineFeature({
    ...about,
    name: id,
    setup: (hub) => {
      opened[id] = hub.collection('words', [{ keys: { word: 1 }, unique: true }])
      return {}
    }
  }) as unknown as AnyPlugin
  await createTestHub(t, { plugins: [{ id: 'one', module: keeper('one') }, { id: 'two', module: keeper('two') }] })
  t.equal(await opened['one']?.add({ _id: 'a', word: 'hello' }), true)
  await t.rejects(async () => await opened['one']?.add({ _id: 'b', word: 'hello' }), { code: 11000 }, 'its index counts')
  t.same(await opened['two']?.find({ word: 'hello' }), [])
})

t.test('a stop answers the requests under way and takes no more', async (t) => {
  const channel = createTestChannel()
  const hub = await createTestHub(t, { plugins: [{ id: 'shop', module: channel.definition as never }, { id: 'f', module: createTestFeature('answer', () => {}) }] })
  hub.start()
  const received = channel.hub.receive(inbound())
  t.same(await received, { duplicate: false })
  await hub.close()
  await t.rejects(channel.hub.receive(inbound({ eventKey: 'late' })))
  await hub.close()
  t.pass('a second close changes nothing')
})
