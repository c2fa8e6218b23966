import { Redis } from 'ioredis'
import { MongoClient } from 'mongodb'
import t from 'tap'
import { startProcess, waitUntilGone } from './support/process.js'
import { openTestRedis, startOwnRedis } from './support/redis.js'
import { openTestStore } from './support/store.js'
import type { TestScope } from './support/scope.js'

/** A scope that ends when the test says so. */
function makeScope (): TestScope & { end: () => Promise<void> } {
  const closers: Array<() => Promise<void> | void> = []
  return {
    teardown: (close) => { closers.push(close) },
    end: async () => {
      for (const close of closers.reverse()) await close()
    }
  }
}

t.test('a test store is a database of its own that is dropped at the end', async (t) => {
  const scope = makeScope()
  const [one, other] = [openTestStore(scope), openTestStore(scope)]
  t.not(one.database, other.database)
  t.match(one.database, /^[A-Za-z0-9_-]{1,38}$/, 'a name that the config takes')

  const client = await MongoClient.connect(one.url)
  t.teardown(() => client.close())
  await client.db(one.database).collection('things').insertOne({ here: true })
  const names = async () => (await client.db(one.database).listCollections().toArray()).map(({ name }) => name)
  t.strictSame(await names(), ['things'])
  await scope.end()
  t.strictSame(await names(), [])
})

t.test('a test Redis is a prefix of its own whose keys are deleted at the end', async (t) => {
  const scope = makeScope()
  const [one, other] = [openTestRedis(scope), openTestRedis(t)]
  t.match(one.prefix, /^[A-Za-z0-9_-]{1,32}$/, 'a prefix that the config takes')

  const redis = new Redis(one.url)
  t.teardown(() => redis.disconnect())
  await redis.mset(`${one.prefix}:mine`, '1', `${other.prefix}:theirs`, '2')
  await scope.end()
  t.strictSame(await redis.mget(`${one.prefix}:mine`, `${other.prefix}:theirs`), [null, '2'])
})

t.test('a Redis of one\'s own can go away and come back at the same address', async (t) => {
  const server = await startOwnRedis(t)
  const ask = async () => {
    const redis = new Redis(server.url, { lazyConnect: true, retryStrategy: () => null })
    redis.on('error', () => {})
    try {
      await redis.connect()
      return await redis.ping()
    } finally {
      redis.disconnect()
    }
  }
  t.equal(await ask(), 'PONG')
  await server.kill()
  await t.rejects(ask())
  await server.start()
  t.equal(await ask(), 'PONG')
})

t.test('without npm test the missing servers are named', async (t) => {
  for (const [name, open] of [['KEFUHUB_TEST_STORE_URL', openTestStore], ['KEFUHUB_TEST_REDIS_URL', openTestRedis]] as const) {
    const value = process.env[name]
    delete process.env[name]
    t.teardown(() => { process.env[name] = value })
    t.throws(() => open(t), { message: new RegExp(`${name} is not set.*npm test -- PATH`) })
  }
})

t.test('a process is read line by line, and waited for no longer than it lives', async (t) => {
  const script = "process.stdout.write('rea'); setTimeout(() => { console.log('dy at 7'); console.error('so long'); process.exit(3) }, 20)"
  const child = startProcess(t, ['-e', script])
  const [, place] = await child.waitForLine(/^ready at (\d)$/)
  t.equal(place, '7')
  await t.rejects(child.waitForLine(/never/), { message: /ended with code 3 before a line matched \/never\/[^]*so long/ })
  t.strictSame(await child.ended, { code: 3, signal: null })
  t.strictSame(await child.stop(), { code: 3, signal: null }, 'stopping again is harmless')
})

t.test('a process that waits is ended: by signal, by force, and with its test', async (t) => {
  const scope = makeScope()
  const start = (own: TestScope) => startProcess(own, ['-e', "console.log('up'); setInterval(() => {}, 1000)"])
  const [stopped, killed, forgotten] = [start(t), start(t), start(scope)]
  await Promise.all([stopped, killed, forgotten].map((each) => each.waitForLine(/^up$/)))
  await t.rejects(stopped.waitForLine(/never/, 10), { message: /^10 ms have passed before a line matched/ })
  t.strictSame(await stopped.stop(), { code: null, signal: 'SIGTERM' })
  t.strictSame(await killed.kill(), { code: null, signal: 'SIGKILL' })
  await scope.end()
  await t.resolves(waitUntilGone(forgotten.pid))
})
