import t from 'tap'
import { createMetrics } from '../../src/http/metrics.js'
import { BacklogReader } from '../../src/http/backlog.js'
import { openStore } from '../../src/store/store.js'
import { openTestStore } from '../../../test/support/store.js'
import { openFixture } from './hub-fixture.js'

t.test('counts what happens on the way of a message', async (t) => {
  const metrics = createMetrics()
  metrics.received('shop', 'stored', 3)
  metrics.received('shop', 'duplicate', 1)
  metrics.receiveSeconds('shop', 0.004)
  metrics.refused('shop', 'signature')
  metrics.turn('done', 0.02)
  metrics.sent('shop', 'sent')
  metrics.sent('shop', 'retry')
  metrics.answerSeconds('shop', 0.3)
  metrics.sentTwice('shop')
  const text = await metrics.registry.metrics()
  for (const line of [
    'kefuhub_received_total{channel="shop",outcome="stored"} 3',
    'kefuhub_received_total{channel="shop",outcome="duplicate"} 1',
    'kefuhub_receive_seconds_bucket{le="0.0025",channel="shop"} 0',
    'kefuhub_receive_seconds_bucket{le="0.005",channel="shop"} 1',
    'kefuhub_refused_total{channel="shop",reason="signature"} 1',
    'kefuhub_turns_total{outcome="done"} 1',
    'kefuhub_turn_seconds_count{outcome="done"} 1',
    'kefuhub_sends_total{channel="shop",outcome="sent"} 1',
    'kefuhub_sends_total{channel="shop",outcome="retry"} 1',
    'kefuhub_answer_seconds_sum{channel="shop"} 0.3',
    'kefuhub_sent_twice_total{channel="shop"} 1'
  ]) t.ok(text.split('\n').includes(line), line)
  t.match(text, /^process_resident_memory_bytes \d/m)
})

t.test('two hubs in one process count apart', async (t) => {
  const [one, other] = [createMetrics(), createMetrics()]
  one.sentTwice('shop')
  t.notMatch(await other.registry.metrics(), /kefuhub_sent_twice_total\{/)
})

t.test('/metrics shows the backlog of the store in the text format of Prometheus', async (t) => {
  const { app, store } = await openFixture(t)
  const base = { channel: 'shop', thread: 'shop:secret-customer', direction: 'in', content: { type: 'text', text: 'secret words' }, trace: 'x', at: new Date() } as const
  await store.messages.create([
    { _id: '1', ...base, eventKey: '1', due: new Date() },
    { _id: '2', ...base, eventKey: '2', due: new Date(Date.now() + 60_000) },
    { _id: '3', ...base, eventKey: '3' }
  ])
  await store.outbox.create([
    { _id: 'late', queue: 'media', payload: {}, trace: 'x', createdAt: new Date(), attempts: 1, due: new Date(Date.now() - 90_000) },
    { _id: 'dead', queue: 'media', payload: {}, trace: 'x', createdAt: new Date(), attempts: 1, dead: new Date() }
  ])
  const response = await app.inject('/metrics')
  t.equal(response.statusCode, 200)
  t.match(response.headers['content-type'], /^text\/plain; version=0\.0\.4/)
  t.match(response.body, /^kefuhub_lane_depth 2$/m)
  t.match(response.body, /^kefuhub_outbox_depth 1$/m)
  t.match(response.body, /^kefuhub_outbox_age_seconds [1-9]/m)
  t.notMatch(response.body, /secret/)
})

t.test('nothing that is late has the age 0', async (t) => {
  const { app } = await openFixture(t)
  t.match((await app.inject('/metrics')).body, /^kefuhub_outbox_age_seconds 0$/m)
})

t.test('the backlog is read once in five seconds', async (t) => {
  const { url, database } = openTestStore(t)
  const store = await openStore({ url, database, monitorCommands: true })
  t.teardown(() => store.close())
  const commands: string[] = []
  store.connection.getClient().on('commandStarted', (event) => commands.push(event.commandName))
  let nowMs = Date.UTC(2026, 10, 23)
  const due = new Date(nowMs - 90_000)
  await store.outbox.create({ _id: 'late', queue: 'media', payload: {}, trace: 'x', createdAt: due, attempts: 1, due })
  commands.length = 0
  const reader = new BacklogReader(store, { now: () => nowMs })
  const [first, second] = await Promise.all([reader.read(), reader.read()])
  t.equal(first, second)
  t.same(first, { laneDepth: 0, outboxDepth: 1, outboxAgeSeconds: 90 })
  nowMs += 4999
  t.equal(await reader.read(), first)
  t.same(commands.sort(), ['aggregate', 'aggregate', 'find'])
  nowMs += 1
  t.same(await reader.read(), { laneDepth: 0, outboxDepth: 1, outboxAgeSeconds: 95 })
})

t.test('while the backlog cannot be read its metrics are absent, and are back with it', async (t) => {
  const metrics = createMetrics()
  let isBroken = false
  metrics.watchBacklog(async () => {
    if (isBroken) throw new Error('no store')
    return { laneDepth: 7, outboxDepth: 8, outboxAgeSeconds: 9 }
  })
  t.match(await metrics.registry.metrics(), /^kefuhub_lane_depth 7$/m)
  isBroken = true
  const broken = await metrics.registry.metrics()
  t.notMatch(broken, /^kefuhub_(lane_depth|outbox)\S* \d/m)
  t.match(broken, /^process_/m)
  isBroken = false
  t.match(await metrics.registry.metrics(), /^kefuhub_outbox_depth 8$/m)
})
