import t from 'tap'
import { openTestRedis } from '../support/redis.js'
import { surviveKills } from './kill.js'

const ROUNDS = 20

t.test(`two processes on one store and Redis survive kill -9 in turn, ${ROUNDS} times, and never work on one thread at once`, async (t) => {
  const { url, prefix } = openTestRedis(t)
  await surviveKills(t, ROUNDS, { queue: { url, prefix } })
})
