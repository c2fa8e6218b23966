import t from 'tap'
import { Redis } from 'ioredis'
import type { Clock } from '@kefuhub/contract'
import { FakeClock } from '@kefuhub/contract/testing'
import { BullDispatcher } from '../../src/outbox/bull-dispatcher.js'
import { openTestRedis, startOwnRedis } from '../../../test/support/redis.js'
import type { TestScope } from '../../../test/support/scope.js'
import { until } from '../store/stand.js'
import { recordLog } from './recorded-log.js'

const systemClock: Clock = { now: () => Date.now() }

/** One process of several on the same queue. */
function createProcess (t: TestScope, redis: { url: string, prefix: string }, options: { concurrency?: number, clock?: Clock } = {}) {
  const log = recordLog()
  const dispatcher = new BullDispatcher({ ...redis, concurrency: 2, log, clock: systemClock, ...options })
  let stopping: Promise<void> | undefined
  const stop = async () => { await (stopping ??= dispatcher.stop()) }
  t.teardown(stop)
  const done: string[] = []
  const isReady = () => dispatcher.health().state === 'ok'
  return { dispatcher, log, done, stop, isReady, start: () => dispatcher.start(async (kind, id) => { done.push(`${kind} ${id}`) }) }
}

t.test('work that one process wakes is run by another one that takes work', async (t) => {
  const redis = openTestRedis(t)
  const web = createProcess(t, redis)
  const worker = createProcess(t, redis)
  worker.start()
  await until(() => web.isReady() && worker.isReady())
  web.dispatcher.wake('lane', ['shop:alice', 'shop:bob'])
  web.dispatcher.wake('outbox', ['event:crm'])
  await until(() => worker.done.length === 3)
  t.same(worker.done.sort(), ['lane shop:alice', 'lane shop:bob', 'outbox event:crm'])
  await Promise.all([web.stop(), worker.stop()])
  t.same([...web.log.lines, ...worker.log.lines], [], 'nothing to complain of')
  const client = new Redis(redis.url)
  t.teardown(() => client.disconnect())
  t.same((await client.keys(`${redis.prefix}*`)).filter((key) => /:\d+$/.test(key)), [], 'what is done leaves nothing behind')
})

t.test('what was woken before a process takes work waits for it', async (t) => {
  const redis = openTestRedis(t)
  const worker = createProcess(t, redis)
  await until(worker.isReady)
  worker.dispatcher.wake('lane', ['a'])
  await until(async () => await countWaiting(redis) === 1)
  worker.start()
  await until(() => worker.done.length === 1)
  t.same(worker.done, ['lane a'])
})

t.test('one process runs no more at once than it may, and all of them everything', async (t) => {
  const redis = openTestRedis(t)
  const ids = Array.from({ length: 40 }, (_, index) => String(index))
  const done: string[] = []
  let most = 0
  const workers = Array.from({ length: 2 }, () => createProcess(t, redis, { concurrency: 3 }))
  for (const { dispatcher } of workers) {
    let running = 0
    dispatcher.start(async (_kind, id) => {
      most = Math.max(most, ++running)
      await new Promise((resolve) => setImmediate(resolve))
      running--
      done.push(id)
    })
  }
  await until(() => workers.every(({ isReady }) => isReady()))
  workers[0]?.dispatcher.wake('lane', ids)
  await until(() => done.length === ids.length)
  t.same(done.sort((a, b) => Number(a) - Number(b)), ids)
  t.ok(most <= 3, `${most} at once`)
})

t.test('work that fails is logged and is not run again by the queue', async (t) => {
  const redis = openTestRedis(t)
  const { dispatcher, isReady, log } = createProcess(t, redis)
  const done: string[] = []
  dispatcher.start(async (_kind, id) => {
    done.push(id)
    if (id === 'bad') throw new Error('broken')
  })
  await until(isReady)
  dispatcher.wake('lane', ['bad'])
  await until(() => log.lines.length === 1)
  t.match(log.lines, [{ level: 'error', fields: { kind: 'lane', id: 'bad', err: { message: 'broken' } } }])
  dispatcher.wake('lane', ['good'])
  await until(() => done.includes('good'))
  t.same(done, ['bad', 'good'])
})

t.test('the sweep and the timers run work in their own process', async (t) => {
  const redis = openTestRedis(t)
  const [here, there] = [createProcess(t, redis), createProcess(t, redis)]
  here.start()
  there.start()
  here.dispatcher.run('lane', ['swept'])
  here.dispatcher.wakeIn(1, 'lane', 'later')
  await until(() => here.done.length === 2)
  t.same(here.done, ['lane swept', 'lane later'])
  t.same(there.done, [])
})

t.test('a rate is shared by two processes, and each is told when there is more', async (t) => {
  const redis = openTestRedis(t)
  const clock = new FakeClock(10_250)
  const processes = [createProcess(t, redis, { clock }), createProcess(t, redis, { clock })]
  await until(() => processes.every(({ isReady }) => isReady()))
  const take = async (key = 'shop') => await Promise.all([0, 1, 0, 1, 0, 1].map(async (index) => await processes[index]?.dispatcher.take(key, { sends: 4, perMs: 1000 })))
  t.same((await take()).sort(), [0, 0, 0, 0, 750, 750])
  t.same((await take('other')).filter((waitMs) => waitMs === 0).length, 4, 'another key has units of its own')
  clock.advance(750)
  t.same((await take()).filter((waitMs) => waitMs === 0).length, 4)
  const client = new Redis(redis.url)
  t.teardown(() => client.disconnect())
  for (const key of await client.keys(`${redis.prefix}:rate:*`)) t.ok(await client.pttl(key) > 0, `${key} does not stay for ever`)
})

t.test('a stop waits for what runs and leaves the rest to the others', async (t) => {
  const redis = openTestRedis(t)
  const leaving = createProcess(t, redis, { concurrency: 1 })
  let release: (() => void) | undefined
  leaving.dispatcher.start(async (_kind, id) => {
    leaving.done.push(id)
    await new Promise<void>((resolve) => { release = resolve })
    leaving.done.push(`${id} done`)
  })
  await until(leaving.isReady)
  leaving.dispatcher.wake('lane', ['a', 'b'])
  await until(() => release !== undefined)
  const stopped = leaving.stop().then(() => leaving.done.push('stopped'))
  await new Promise((resolve) => setTimeout(resolve, 50))
  t.same(leaving.done, ['a'])
  release?.()
  await stopped
  t.same(leaving.done, ['a', 'a done', 'stopped'])
  const staying = createProcess(t, redis)
  staying.start()
  await until(() => staying.done.length === 1)
  t.same(staying.done, ['lane b'])
})

t.test('what is woken in the moment of the stop still reaches the others', async (t) => {
  const redis = openTestRedis(t)
  const web = createProcess(t, redis)
  await until(web.isReady)
  web.dispatcher.wake('lane', ['a'])
  await web.stop()
  t.equal(await countWaiting(redis), 1)
})

t.test('Redis away: waking neither throws nor waits, rates go on, health says so; back again: work is spread again', async (t) => {
  const redis = await startOwnRedis(t)
  const named = { url: redis.url, prefix: 'kh' }
  const [web, worker] = [createProcess(t, named), createProcess(t, named)]
  worker.start()
  await until(() => web.isReady() && worker.isReady())
  web.dispatcher.wake('lane', ['before'])
  await until(() => worker.done.length === 1)

  await redis.kill()
  await until(() => !web.isReady() && !worker.isReady())
  web.dispatcher.wake('lane', ['lost'])
  t.equal(await web.dispatcher.take('shop', { sends: 1, perMs: 3_600_000 }), 0)
  t.ok(await web.dispatcher.take('shop', { sends: 1, perMs: 3_600_000 }) > 0, 'the rate holds within the process')
  t.match(web.dispatcher.health(), { state: 'degraded', reason: /^Redis at queue\.url does not answer \(.+\)/ })
  worker.dispatcher.run('lane', ['swept'])
  await until(() => worker.done.length === 2)
  await until(() => web.log.lines.length > 0)

  await redis.start()
  await until(() => web.isReady() && worker.isReady())
  await until(() => {
    if (worker.done.includes('lane after')) return true
    web.dispatcher.wake('lane', ['after'])
    return false
  })
  t.notOk(worker.done.includes('lane lost'), 'the sweep finds that')
  t.match(web.log.lines, [{ level: 'warn', message: /^Redis does not answer/ }], 'one line, however often it failed')
})

t.test('a process that starts while Redis is away takes work when it is there', async (t) => {
  const redis = await startOwnRedis(t)
  await redis.kill()
  const worker = createProcess(t, { url: redis.url, prefix: 'kh' })
  worker.start()
  t.equal(worker.dispatcher.health().state, 'degraded')
  worker.dispatcher.wake('lane', ['lost'])
  worker.dispatcher.run('lane', ['swept'])
  await until(() => worker.done.length === 1)
  await redis.start()
  await until(worker.isReady)
  await until(() => {
    if (worker.done.includes('lane after')) return true
    worker.dispatcher.wake('lane', ['after'])
    return false
  })
  t.same(worker.done.slice(0, 2), ['lane swept', 'lane after'])
})

t.test('Redis goes away while work runs: a stop waits for the work and not for Redis', async (t) => {
  const redis = await startOwnRedis(t)
  const { dispatcher, isReady, stop } = createProcess(t, { url: redis.url, prefix: 'kh' })
  const done: string[] = []
  let release: (() => void) | undefined
  dispatcher.start(async () => {
    await new Promise<void>((resolve) => { release = resolve })
    done.push('worked')
  })
  await until(isReady)
  dispatcher.wake('lane', ['a'])
  await until(() => release !== undefined)
  await redis.kill()
  await until(() => !isReady())
  const stopped = stop().then(() => done.push('stopped'))
  await new Promise((resolve) => setTimeout(resolve, 50))
  t.same(done, [])
  release?.()
  await stopped
  t.same(done, ['worked', 'stopped'])
})

t.test('a Redis that is there and does not answer holds up neither waking, nor a rate, nor the stop', async (t) => {
  const redis = await startOwnRedis(t)
  const { dispatcher, isReady, start, stop } = createProcess(t, { url: redis.url, prefix: 'kh' })
  start()
  await until(isReady)
  const client = new Redis(redis.url)
  t.teardown(() => client.disconnect())
  await client.client('PAUSE', 60_000)
  dispatcher.wake('lane', ['lost'])
  t.equal(await dispatcher.take('shop', { sends: 1, perMs: 3_600_000 }), 0)
  await t.resolves(stop())
})

async function countWaiting ({ url, prefix }: { url: string, prefix: string }): Promise<number> {
  const client = new Redis(url)
  try {
    return await client.llen(`${prefix}:wake:wait`)
  } finally {
    client.disconnect()
  }
}
