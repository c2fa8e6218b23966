import t from 'tap'
import { Type, defineChannel, defineErp, defineFeature, type ChannelHub } from '@kefuhub/contract'
import { createFakeHub, type OptionsError } from '@kefuhub/contract/testing'

const plain = defineChannel({
  name: 'channel-plain',
  contract: '^1',
  title: { zh: '普通', en: 'Plain' },
  options: Type.Object({ greeting: Type.String({ default: 'hello' }) }, { additionalProperties: false }),
  capabilities: () => ({ in: { text: {} }, out: { text: {} }, replyWindows: [], receipts: [], firstReadBackMs: 0 }),
  setup (hub: ChannelHub, options) {
    hub.app.get('/hello', () => options.greeting)
    hub.app.post('/in', async (request) => hub.receive(request.body as never))
    return { async send () { return { externalId: '1' } } }
  }
})

t.test('fills in defaults and mounts the plugin under its id', async (t) => {
  const hub = await createFakeHub(plain, {}, { id: 'one' })
  t.teardown(() => hub.close())
  t.equal(hub.baseUrl, 'https://hub.test/channels/one')
  const answer = await hub.inject({ url: `${hub.prefix}/hello` })
  t.equal(answer.body, 'hello')
})

t.test('reports all mistakes in the options with their paths', async (t) => {
  await t.rejects(createFakeHub(plain, { greeting: 1, colour: 'red' }), { code: 'KH_ERR_TESTING_OPTIONS_INVALID' })
  const error = await createFakeHub(plain, { greeting: 1, colour: 'red' }).catch((error: unknown) => error as OptionsError)
  t.same((error as OptionsError).problems.map(({ path }) => path).sort(), ['/colour', '/greeting'])
})

t.test('refuses a message that breaks the contract', async (t) => {
  const hub = await createFakeHub(plain, {})
  t.teardown(() => hub.close())
  const answer = await hub.inject({ method: 'POST', url: `${hub.prefix}/in`, payload: { eventKey: '' } })
  t.equal(answer.statusCode, 500)
  t.equal(answer.json().code, 'KH_ERR_MESSAGE_INVALID')
  t.same(hub.received, [])
})

t.test('sends through the channel', async (t) => {
  const hub = await createFakeHub(plain, {})
  t.teardown(() => hub.close())
  t.same(await hub.send({ type: 'text', text: 'hi' }), { externalId: '1' })
})

t.test('runs a feature in its turn stages', async (t) => {
  const feature = defineFeature({
    name: 'greeter',
    contract: '^1',
    title: { zh: '问候', en: 'Greeter' },
    options: Type.Object({}, { additionalProperties: false }),
    setup (hub) {
      hub.onTurn('answer', (turn) => { if (!turn.answered) turn.reply({ type: 'text', text: `hello ${turn.contact.name}` }) })
      hub.onTurn('understand', (turn) => { turn.tag('seen'); turn.tag('seen') })
      hub.onTurn('settle', () => { throw new Error('broken') })
      hub.onTurn('route', (turn) => { if (turn.answered) turn.handOver('enough') })
      return {}
    }
  })
  const hub = await createFakeHub(feature, {})
  t.teardown(() => hub.close())
  const outcome = await hub.runTurn({ content: { type: 'text', text: 'hi' } }, { contact: { name: 'Ann' } })
  t.match(outcome, { replies: [{ type: 'text', text: 'hello Ann' }], tags: ['seen'], handOver: 'enough', errors: [{ message: 'broken' }] })
  t.equal(outcome.tags.length, 1)
  t.equal(hub.logs.filter(({ level }) => level === 'error').length, 1)
})

const NEWS = { externalId: '7', status: 'done', state: 'solved' as const, changedAt: new Date(0), eventKey: '7:done' }

t.test('gives a plugin of any kind what it may ask for', async (t) => {
  const asked: unknown[] = []
  const erp = defineErp({
    name: 'erp-sample',
    contract: '^1',
    title: { zh: '样例', en: 'Sample' },
    options: Type.Object({}, { additionalProperties: false }),
    async setup (hub) {
      hub.app.post('/changed', async () => { await hub.ticketChanged(NEWS) })
      hub.events.subscribe('contacts', 'contact.created', ({ payload }) => { asked.push(payload.contact.name) })
      await hub.cursors.set('read', '12')
      await hub.alerts.raise('away', { severity: 'critical', title: { zh: '离线', en: 'Away' }, reason: 'no answer' })
      await hub.alerts.raise('slow', { severity: 'info', title: { zh: '慢', en: 'Slow' }, reason: 'x' })
      await hub.alerts.resolve('slow')
      asked.push(await hub.cursors.get('read'))
      return { close () { asked.push('closed') } }
    }
  })
  const hub = await createFakeHub(erp, {}, { id: 'erp', nowMs: 5, publicUrl: 'https://kefu.example.org' })
  t.equal(hub.baseUrl, 'https://kefu.example.org/plugins/erp')
  t.equal(hub.clock.now(), 5)
  await hub.inject({ method: 'POST', url: `${hub.prefix}/changed` })
  await hub.inject({ method: 'POST', url: `${hub.prefix}/changed` })
  t.same(hub.ticketNews, [NEWS], 'a repeat changes nothing')
  t.match(hub.alerts, [{ key: 'away', severity: 'critical', reason: 'no answer' }])
  await hub.emit('contact.created', { contact: { id: '1', name: 'Ann', phones: [], emails: [], fields: {}, tags: [], identities: [], createdAt: new Date(0) } })
  await Promise.all([hub.close(), hub.close()])
  t.same(asked, ['12', 'Ann', 'closed'])
  t.same([...hub.cursors], [['read', '12']])
  t.equal(hub.capabilities, undefined)
})

t.test('a feature opens a collection once', async (t) => {
  const title = { zh: '样例', en: 'Sample' }
  const options = Type.Object({ file: Type.String() }, { additionalProperties: false })
  const feature = defineFeature({
    name: 'feature-sample',
    contract: '^1',
    title,
    options,
    setup (hub, { file }) {
      hub.collection('notes').put({ _id: hub.resolvePath(file) }).catch(t.fail)
      t.throws(() => hub.collection('notes'), { code: 'KH_ERR_TESTING_MISUSE' })
      t.throws(() => hub.onTurn('dream' as never, () => {}), { code: 'KH_ERR_TESTING_MISUSE' })
      return {}
    }
  })
  const hub = await createFakeHub(feature, { file: 'a.yaml' }, { configDir: '/etc/kefuhub' })
  t.teardown(() => hub.close())
  t.same([...hub.collection('notes')?.documents.keys() ?? []], ['/etc/kefuhub/a.yaml'])
})

t.test('passes on what setup throws', async (t) => {
  const broken = { ...plain, async setup (): Promise<never> { throw new RangeError('no') } }
  await t.rejects(createFakeHub(broken, {}), RangeError)
})

t.test('refuses a reply that breaks the contract', async (t) => {
  const feature = defineFeature({
    name: 'feature-sample',
    contract: '^1',
    title: { zh: '样例', en: 'Sample' },
    options: Type.Object({}, { additionalProperties: false }),
    setup (hub) {
      hub.onTurn('answer', async (turn) => {
        t.same(await turn.history(1), [{ id: '2' }])
        turn.reply({ type: 'text' } as never)
      })
      return {}
    }
  })
  const hub = await createFakeHub(feature, {})
  t.teardown(() => hub.close())
  const { replies, errors } = await hub.runTurn({ content: { type: 'text', text: 'x' } }, { history: [{ id: '1' }, { id: '2' }] as never })
  t.same(replies, [])
  t.match(errors, [{ code: 'KH_ERR_TESTING_MISUSE' }])
})
