import t from 'tap'
import { FakeClock } from '@kefuhub/contract/testing'
import { LocalDispatcher } from '../../src/outbox/local-dispatcher.js'
import { recordLog } from './recorded-log.js'

function createDispatcher () {
  const clock = new FakeClock(10_000)
  const dispatcher = new LocalDispatcher({ concurrency: 2, log: recordLog(), clock })
  t.teardown(() => dispatcher.stop())
  return { clock, dispatcher }
}

t.test('what is woken, swept or due later runs in this process', async (t) => {
  const { dispatcher } = createDispatcher()
  const done: string[] = []
  const all = new Promise<void>((resolve) => dispatcher.start(async (kind, id) => {
    done.push(`${kind} ${id}`)
    if (done.length === 3) resolve()
  }))
  dispatcher.wake('lane', new Set(['shop:alice']))
  dispatcher.run('outbox', ['media'])
  dispatcher.wakeIn(1, 'lane', 'shop:bob')
  const alive = setInterval(() => {}, 1000)
  await all
  clearInterval(alive)
  t.same(done, ['lane shop:alice', 'outbox media', 'lane shop:bob'])
})

t.test('a rate holds within the process', async (t) => {
  const { dispatcher, clock } = createDispatcher()
  const take = async () => await dispatcher.take('shop', { sends: 2, perMs: 1000 })
  t.same([await take(), await take(), await take()], [0, 0, 1000])
  clock.advance(1000)
  t.equal(await take(), 0)
})

t.test('it is always well, and a stop waits for what runs', async (t) => {
  const { dispatcher } = createDispatcher()
  t.same(dispatcher.health(), { state: 'ok' })
  const done: string[] = []
  dispatcher.start(async () => {
    await new Promise((resolve) => setImmediate(resolve))
    done.push('worked')
  })
  dispatcher.wake('lane', ['a'])
  await dispatcher.stop()
  t.same(done, ['worked'])
})
