import t from 'tap'
import { Retryable } from '@kefuhub/contract'
import { createTestChannel, inbound } from '../support/channel.js'
import { createTestFeature, createTestHub } from '../support/hub.js'

const echo = createTestFeature('answer', (turn) => {
  if (turn.message.content.type === 'text') turn.reply({ type: 'text', text: `re: ${turn.message.content.text}` })
})

const second = 1000
const start = 1_767_225_600_000

t.test('turns and answers of one thread keep the order in which the customer wrote', async (t) => {
  const channel = createTestChannel()
  const hub = await createTestHub(t, { plugins: [{ id: 'shop', module: channel.definition as never }, { id: 'echo', module: echo }] })
  const numbers = Array.from({ length: 30 }, (_, index) => index)
  // Delivered in any order; the platform's time decides.
  await Promise.all([...numbers].sort(() => Math.random() - 0.5).map((number) =>
    channel.hub.receive(inbound({ eventKey: `k${number}`, text: String(number), sentAt: new Date(start + number * second) }))))
  hub.start()
  await channel.taken(30)
  t.same(channel.sent.map((message) => message.content), numbers.map((number) => ({ type: 'text', text: `re: ${number}` })))
})

t.test('a message that has to be sent again holds up those behind it, and no other thread', async (t) => {
  const channel = createTestChannel()
  const hub = await createTestHub(t, { plugins: [{ id: 'shop', module: channel.definition as never }, { id: 'echo', module: echo }] })
  let failures = 0
  channel.onSend = (message) => {
    if (message.recipient === 'alice' && message.content.type === 'text' && message.content.text === 're: 0' && failures++ < 2) throw new Retryable('busy', { afterMs: 100 })
    return {}
  }
  await channel.hub.receive(inbound({ eventKey: 'a0', text: '0', sentAt: new Date(start) }))
  await channel.hub.receive(inbound({ eventKey: 'a1', text: '1', sentAt: new Date(start + second) }))
  await channel.hub.receive(inbound({ eventKey: 'b0', text: 'b', sender: { id: 'bob' }, sentAt: new Date(start) }))
  hub.start()
  await channel.taken(3)
  const order = channel.sent.map((message) => `${message.recipient} ${message.content.type === 'text' ? message.content.text : ''}`)
  t.equal(order[0], 'bob re: b', 'another thread goes on')
  t.same(order.filter((line) => line.startsWith('alice')), ['alice re: 0', 'alice re: 1'])
})

t.test('two hubs on one store never work on one thread at once, and no message is answered twice', async (t) => {
  let running = 0
  let most = 0
  const slow = createTestFeature('answer', async (turn) => {
    most = Math.max(most, ++running)
    await new Promise((resolve) => setImmediate(resolve))
    running--
    if (turn.message.content.type === 'text') turn.reply({ type: 'text', text: turn.message.content.text })
  })
  const [one, two] = [createTestChannel(), createTestChannel()]
  const first = await createTestHub(t, { plugins: [{ id: 'shop', module: one.definition as never }, { id: 'slow', module: slow }] })
  const other = await createTestHub(t, { store: first.testStore, plugins: [{ id: 'shop', module: two.definition as never }, { id: 'slow', module: slow }] })
  first.start()
  other.start()
  const count = 40
  await Promise.all(Array.from({ length: count }, (_, index) =>
    (index % 2 === 0 ? one : two).hub.receive(inbound({ eventKey: `k${index}`, text: String(index), sentAt: new Date(start + index) }))))
  while (one.sent.length + two.sent.length < count) await Promise.race([one.taken(one.sent.length + 1), two.taken(two.sent.length + 1)])
  t.equal(most, 1, 'one thread, one turn at a time')
  const texts = [...one.sent, ...two.sent].map((message) => message.content.type === 'text' ? message.content.text : '')
  t.equal(new Set(texts).size, count)
  t.equal(texts.length, count)
})

t.test('work whose wake was lost is found by the sweep', async (t) => {
  const channel = createTestChannel()
  const web = await createTestHub(t, { role: 'web', plugins: [{ id: 'shop', module: channel.definition as never }] })
  await channel.hub.receive(inbound())
  const working = createTestChannel()
  const worker = await createTestHub(t, { store: web.testStore, role: 'worker', plugins: [{ id: 'shop', module: working.definition as never }, { id: 'echo', module: echo }] })
  worker.start()
  await working.taken(1)
  t.match(working.sent[0], { recipient: 'alice', content: { text: 're: hello' } })
})

t.test('a lane whose holder fell silent is taken over when its lease has run out', async (t) => {
  const channel = createTestChannel()
  const hub = await createTestHub(t, { plugins: [{ id: 'shop', module: channel.definition as never }, { id: 'echo', module: echo }] })
  await channel.hub.receive(inbound())
  await hub.store.threads.create({ _id: 'shop:alice', channel: 'shop', sender: 'alice', fence: 7, lease: { owner: 'dead process', until: new Date(Date.now() + 1500) } })
  hub.start()
  await channel.taken(1)
  const thread = await hub.store.threads.findById('shop:alice').lean()
  t.ok((thread?.fence ?? 0) > 7, 'the fence grew')
})

t.test('a stop finishes what runs, gives the lease back and leaves the rest to the next process', async (t) => {
  const channel = createTestChannel()
  const hub = await createTestHub(t, { plugins: [{ id: 'shop', module: channel.definition as never }, { id: 'echo', module: echo }] })
  let release: () => void = () => {}
  const sending = new Promise<void>((resolve) => {
    channel.onSend = async () => {
      resolve()
      await new Promise<void>((resolve) => { release = resolve })
      return {}
    }
  })
  await channel.hub.receive(inbound({ eventKey: 'a', text: 'a' }))
  await channel.hub.receive(inbound({ eventKey: 'b', text: 'b', sentAt: new Date(start + second) }))
  hub.start()
  await sending
  const closed = hub.close()
  release()
  await closed
  t.equal(channel.sent.length, 1)

  const next = createTestChannel()
  const after = await createTestHub(t, { store: hub.testStore, role: 'worker', plugins: [{ id: 'shop', module: next.definition as never }] })
  const thread = await after.store.threads.findById('shop:alice').lean()
  t.equal(thread?.lease, undefined)
  after.start()
  await next.taken(1)
  t.match(next.sent[0]?.content, { text: 're: b' })
  t.notOk(after.logged.some((line) => line.msg.includes('sent again')))
})

t.test('who is turned away by the holder of a lane leaves word, so that nothing waits for the sweep', async (t) => {
  const [one, two] = [createTestChannel(), createTestChannel()]
  const config = { lanes: { sweepMs: 3_600_000 } }
  let go: () => void = () => {}
  const entered = new Promise<void>((resolve) => {
    one.onSend = async () => {
      resolve()
      await new Promise<void>((resolve) => { go = resolve })
      one.onSend = undefined
      return {}
    }
  })
  const holder = await createTestHub(t, { config, plugins: [{ id: 'shop', module: one.definition as never }, { id: 'echo', module: echo }] })
  const other = await createTestHub(t, { config, store: holder.testStore, role: 'web', plugins: [{ id: 'shop', module: two.definition as never }, { id: 'echo', module: echo }] })
  await one.hub.receive(inbound({ eventKey: 'a', text: 'a' }))
  const working = holder.pipeline.work('lane', 'shop:alice')
  await entered
  await two.hub.receive(inbound({ eventKey: 'b', text: 'b', sentAt: new Date(start + second) }))
  await other.pipeline.work('lane', 'shop:alice')
  t.equal(two.sent.length, 0)
  go()
  await working
  t.same(one.sent.map((message) => message.content), [{ type: 'text', text: 're: a' }, { type: 'text', text: 're: b' }])
})

t.test('a long queue of answers that wait does not hide what a customer writes', async (t) => {
  const channel = createTestChannel()
  const hub = await createTestHub(t, { config: { lanes: { sweepMs: 3_600_000 } }, plugins: [{ id: 'shop', module: channel.definition as never }, { id: 'echo', module: echo }] })
  await channel.hub.receive(inbound({ text: 'before' }))
  await hub.pipeline.work('lane', 'shop:alice')
  const sent = await hub.store.messages.findOne({ direction: 'out' }).orFail().lean()
  const later = new Date(Date.now() + 3_600_000)
  await hub.store.messages.insertMany(Array.from({ length: 150 }, (_, index) => ({ ...sent, _id: `wait-${index}`, delivery: { state: 'due', attempts: 1 }, due: later })))
  const texts = Array.from({ length: 120 }, (_, index) => `after ${index}`)
  await Promise.all(texts.map(async (text, index) => await channel.hub.receive(inbound({ eventKey: text, text, sentAt: new Date(start + (index + 2) * second) }))))
  await hub.pipeline.work('lane', 'shop:alice')
  t.equal(await hub.store.messages.countDocuments({ direction: 'in', due: { $exists: true } }), 0)
  t.equal(await hub.store.messages.countDocuments({ direction: 'out', due: { $exists: true } }), 270)
})

t.test('new answers do not overtake a queue of answers that is longer than what is read at once', async (t) => {
  const channel = createTestChannel()
  const hub = await createTestHub(t, { config: { lanes: { sweepMs: 3_600_000 } }, plugins: [{ id: 'shop', module: channel.definition as never }, { id: 'echo', module: echo }] })
  await channel.hub.receive(inbound({ text: 'before' }))
  await hub.pipeline.work('lane', 'shop:alice')
  const sent = await hub.store.messages.findOne({ direction: 'out' }).orFail().lean()
  const waiting = Array.from({ length: 150 }, (_, index) => `wait ${String(index).padStart(3, '0')}`)
  await hub.store.messages.insertMany(waiting.map((text) => ({ ...sent, _id: text, content: { type: 'text', text }, delivery: { state: 'due', attempts: 0 }, due: sent.at })))
  const texts = Array.from({ length: 50 }, (_, index) => `after ${index}`)
  await Promise.all(texts.map(async (text, index) => await channel.hub.receive(inbound({ eventKey: text, text, sentAt: new Date(start + (index + 2) * second) }))))
  await hub.pipeline.work('lane', 'shop:alice')
  t.same(channel.sent.slice(1).map(({ content }) => content.type === 'text' && content.text), [...waiting, ...texts.map((text) => `re: ${text}`)])
})
