import t from 'tap'
import { surviveKills } from './kill.js'

const ROUNDS = 20

t.test(`two processes on one store without Redis survive kill -9 in turn, ${ROUNDS} times, and never work on one thread at once`, async (t) => {
  await surviveKills(t, ROUNDS, {})
})
