import { once } from 'node:events'
import { Redis } from 'ioredis'
import t from 'tap'
import { LocalLive, type HubLive } from '../../src/outbox/live.js'
import { RedisLive } from '../../src/outbox/redis-live.js'
import { openTestRedis, startOwnRedis } from '../../../test/support/redis.js'

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

/** Resolves with the next message of a topic. */
function next (live: HubLive, topic: string): Promise<unknown> {
  return new Promise((resolve) => {
    const end = live.subscribe(topic, (message) => {
      end()
      resolve(message)
    })
  })
}

t.test('a live message reaches all who listen to its topic, as a copy, and nobody else', async (t) => {
  const live = new LocalLive(silent)
  const heard: unknown[] = []
  const end = live.subscribe('a', (message) => heard.push(message))
  live.subscribe('a', (message) => heard.push(message))
  live.subscribe('b', () => t.fail('another topic'))
  const message = { text: 'hello', at: 1 }
  live.publish('a', message)
  t.same(heard, [message, message])
  t.not(heard[0], message)
  end()
  live.publish('a', 2)
  t.same(heard.slice(2), [2], 'one has left')
  await live.close()
  live.publish('a', 3)
  t.equal(heard.length, 3)
})

t.test('a listener that fails and a message that is too long are told of and hinder nobody', async (t) => {
  const errors: string[] = []
  const live = new LocalLive({ ...silent, error: (_fields, message) => { errors.push(message) } })
  const heard: unknown[] = []
  live.subscribe('a', () => { throw new Error('broken') })
  live.subscribe('a', (message) => heard.push(message))
  live.publish('a', 1)
  live.publish('a', 'x'.repeat(70_000))
  t.same(heard, [1])
  t.same(errors, ['a listener of live messages failed', 'a live message is too long and was dropped'])
})

t.test('over Redis a live message reaches every process once, those of another hub never', async (t) => {
  const { url, prefix } = openTestRedis(t)
  const [one, two, other] = [prefix, prefix, `${prefix}-other`].map((prefix) => new RedisLive({ url, prefix, log: silent })) as [RedisLive, RedisLive, RedisLive]
  t.teardown(async () => { for (const live of [one, two, other]) await live.close() })
  await Promise.all([one.ready, two.ready, other.ready])
  const heard: unknown[] = []
  one.subscribe('a', (message) => heard.push(message))
  other.subscribe('a', () => t.fail('another hub'))
  const there = next(two, 'a')
  one.publish('a', { text: 'hello' })
  t.same(await there, { text: 'hello' })
  const back = next(one, 'a')
  two.publish('a', 'again')
  t.equal(await back, 'again')
  t.same(heard, [{ text: 'hello' }, 'again'], 'its own message came once')
})

t.test('while Redis is away this process still hears itself, and all others when it is back', async (t) => {
  const redis = await startOwnRedis(t)
  const [one, two] = [0, 1].map(() => new RedisLive({ url: redis.url, prefix: 'p', log: silent })) as [RedisLive, RedisLive]
  t.teardown(async () => { for (const live of [one, two]) await live.close() })
  await Promise.all([one.ready, two.ready])
  await redis.kill()
  const own = next(one, 'a')
  one.publish('a', 1)
  t.equal(await own, 1)
  await redis.start()
  const there = next(two, 'a')
  const client = new Redis(redis.url)
  t.teardown(() => { client.disconnect() })
  if (client.status !== 'ready') await once(client, 'ready')
  // Both connections find their way back in their own time.
  const again = setInterval(() => { one.publish('a', 2) }, 50)
  t.equal(await there, 2)
  clearInterval(again)
})
