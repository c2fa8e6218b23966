import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { createTestChannel, inbound } from '../../core/test/support/channel.js'
import { createTestFeature, createTestHub } from '../../core/test/support/hub.js'
import { startOwnRedis } from '../support/redis.js'

/** How long Redis is away, in milliseconds. */
const OUTAGE_MS = 60_000
const MESSAGES_PER_SECOND = 10

t.test('with Redis away for a minute receiving goes on, and everything is answered, in order, when it is back', { timeout: 180_000 }, async (t) => {
  const redis = await startOwnRedis(t)
  const echo = createTestFeature('answer', (turn) => {
    if (turn.message.content.type === 'text') turn.reply({ type: 'text', text: turn.message.content.text })
  })
  const config = { queue: { url: redis.url }, lanes: { sweepMs: 1000 } }
  const [web, working] = [createTestChannel(), createTestChannel()]
  const receiver = await createTestHub(t, { role: 'web', config, plugins: [{ id: 'shop', module: web.definition as never }] })
  const worker = await createTestHub(t, { role: 'worker', store: receiver.testStore, config, plugins: [{ id: 'shop', module: working.definition as never }, { id: 'echo', module: echo }] })
  worker.start()

  let count = 0
  const send = async () => {
    const number = count++
    const { duplicate } = await web.hub.receive(inbound({ eventKey: `k${number}`, text: String(number), sentAt: new Date(), sender: { id: `c${number % 5}` } }))
    t.equal(duplicate, false)
  }
  const sendFor = async (ms: number) => {
    for (const until = Date.now() + ms; Date.now() < until;) {
      await send()
      await sleep(1000 / MESSAGES_PER_SECOND)
    }
  }
  await sendFor(1000)
  await redis.kill()
  await sendFor(OUTAGE_MS)
  t.equal((await receiver.health()).state, 'degraded')
  t.match((await receiver.health()).queue, { state: 'degraded', reason: /Redis/ })
  await redis.start()
  await sendFor(1000)
  await working.taken(count)

  for (const customer of ['c0', 'c1', 'c2', 'c3', 'c4']) {
    const numbers = working.sent.filter((message) => message.recipient === customer).map((message) => message.content.type === 'text' ? Number(message.content.text) : -1)
    t.same(numbers, [...numbers].sort((a, b) => a - b), `${customer} in order`)
  }
  t.equal(working.sent.length, count, 'each answered once')
  while ((await receiver.health()).queue.state !== 'ok') await sleep(50)
  t.pass('and the queue is well again')
})
