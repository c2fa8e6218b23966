import t from 'tap'
import { errors } from '@kefuhub/contract'
import { createTestChannel, inbound } from '../support/channel.js'
import { createTestHub } from '../support/hub.js'

t.test('a received message is stored once, whatever the platform repeats', async (t) => {
  const channel = createTestChannel()
  const hub = await createTestHub(t, { plugins: [{ id: 'shop', module: channel.definition as never }] })
  t.same(await channel.hub.receive(inbound()), { duplicate: false })
  t.same(await channel.hub.receive(inbound()), { duplicate: true })
  const stored = await hub.store.messages.find({ channel: 'shop', eventKey: 'k1' }).lean()
  t.equal(stored.length, 1)
  t.match(stored[0], {
    thread: 'shop:alice', direction: 'in', content: { type: 'text', text: 'hello' }, raw: { text: 'hello' }, trigger: 'message', due: Date, at: new Date(1_767_225_600_999)
  })
})

t.test('the same event key on two channels is two messages', async (t) => {
  const [one, two] = [createTestChannel(), createTestChannel()]
  const hub = await createTestHub(t, { plugins: [{ id: 'one', module: one.definition as never }, { id: 'two', module: two.definition as never }] })
  await one.hub.receive(inbound())
  t.same(await two.hub.receive(inbound()), { duplicate: false })
  t.equal(await hub.store.messages.countDocuments({}), 2)
})

t.test('messages that come at once are written in few inserts and each gets its own answer', async (t) => {
  const channel = createTestChannel()
  const hub = await createTestHub(t, { plugins: [{ id: 'shop', module: channel.definition as never }], monitorCommands: true })
  let inserts = 0
  hub.store.connection.getClient().on('commandStarted', (event) => { if (event.commandName === 'insert') inserts++ })
  const keys = Array.from({ length: 200 }, (_, index) => `k${index % 150}`)
  const results = await Promise.all(keys.map((eventKey) => channel.hub.receive(inbound({ eventKey }))))
  t.equal(results.filter((result) => result.duplicate).length, 50)
  t.equal(await hub.store.messages.countDocuments({}), 150)
  t.ok(inserts <= 3, `${inserts} inserts`)
})

t.test('a message that breaks the contract is refused and nothing is stored', async (t) => {
  const channel = createTestChannel()
  const hub = await createTestHub(t, { plugins: [{ id: 'shop', module: channel.definition as never }] })
  await t.rejects(channel.hub.receive(inbound({ eventKey: '' })), { code: 'KH_ERR_MESSAGE_INVALID' })
  await t.rejects(channel.hub.receive(inbound({ content: { type: 'text' } as never })), { code: 'KH_ERR_MESSAGE_INVALID' })
  t.equal(await hub.store.messages.countDocuments({}), 0)
})

t.test('a store that cannot be written makes the platform come again', async (t) => {
  const channel = createTestChannel()
  const hub = await createTestHub(t, { plugins: [{ id: 'shop', module: channel.definition as never }] })
  const { insertMany } = hub.store.native.messages
  t.teardown(() => { hub.store.native.messages.insertMany = insertMany })
  hub.store.native.messages.insertMany = async () => { throw new Error('no primary') }
  await t.rejects(channel.hub.receive(inbound()), new errors.KH_ERR_STORE_BUSY())
  hub.store.native.messages.insertMany = insertMany
  t.same(await channel.hub.receive(inbound()), { duplicate: false }, 'and takes it then')
})

t.test('a time in whole seconds is made finer by the arrival, within its second', async (t) => {
  const second = 1_767_225_600_000
  const channel = createTestChannel()
  let now = second + 300
  const hub = await createTestHub(t, { clock: { now: () => now }, plugins: [{ id: 'shop', module: channel.definition as never }] })
  const at = async (eventKey: string, sentMs: number, arrivedMs: number) => {
    now = arrivedMs
    await channel.hub.receive(inbound({ eventKey, sentAt: new Date(sentMs) }))
    return (await hub.store.messages.findOne({ channel: 'shop', eventKey }).lean())?.at.getTime()
  }
  t.equal(await at('in time', second, second + 300), second + 300)
  t.equal(await at('repeated later', second, second + 15_000), second + 999)
  t.equal(await at('the hub\'s clock is behind', second, second - 5000), second)
  t.equal(await at('a platform with milliseconds', second + 120, second + 300), second + 120)
})
