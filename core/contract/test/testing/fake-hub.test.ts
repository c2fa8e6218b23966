import t from 'tap'
import { Type, defineChannel, defineFeature, type ChannelHub } from '@kefuhub/contract'
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
