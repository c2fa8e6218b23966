import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { findFreePort } from './port.js'
import { startProcess } from './process.js'
import type { TestScope } from './scope.js'

/** A part of the shared Redis that no other test touches. */
export interface TestRedis {
  /** For `queue.url`. */
  url: string
  /** For `queue.prefix`: every key under it is deleted when the test ends. */
  prefix: string
}

/**
 * Gives a test a key prefix of its own on the Redis that `npm test` has started or was told to use.
 * @throws Error when no Redis was named, which means that the test was not started with `npm test`
 */
export function openTestRedis (t: TestScope): TestRedis {
  const url = process.env.KEFUHUB_TEST_REDIS_URL
  if (!url) throw new Error('KEFUHUB_TEST_REDIS_URL is not set. Run this file with: npm test -- PATH, which starts a Redis server for it.')
  const prefix = `kh-test-${process.pid}-${randomBytes(6).toString('hex')}`
  t.teardown(async () => {
    const redis = new Redis(url)
    try {
      for await (const keys of redis.scanStream({ match: `${prefix}*`, count: 1000 })) {
        if (keys.length > 0) await redis.del(keys)
      }
    } finally {
      redis.disconnect()
    }
  })
  return { url, prefix }
}

/** A Redis server of one test, for tests in which it goes away. */
export interface OwnRedis {
  url: string
  /** Kills it without warning. */
  kill: () => Promise<void>
  /** Starts it again on the same port, with nothing in it. */
  start: () => Promise<void>
}

/** Starts a Redis server for one test alone, on a free port, with throw-away data. */
export async function startOwnRedis (t: TestScope): Promise<OwnRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'kefuhub-redis-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const port = await findFreePort()
  const args = ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--appendonly', 'no', '--dir', folder]
  const start = async () => {
    const server = startProcess(t, args, { command: 'redis-server' })
    await server.waitForLine(/ready to accept connections/i)
    return server
  }
  let server = await start()
  return {
    url: `redis://127.0.0.1:${port}`,
    kill: async () => { await server.kill() },
    start: async () => { server = await start() }
  }
}
