import t from 'tap'
import { AccountStatus } from '../../src/api/account-status.js'

t.test('answers with what is wrong and for how long', async (t) => {
  let nowMs = 0
  const status = new AccountStatus({ now: () => nowMs })
  t.same(status.health(), { state: 'ok' })
  status.report('quota', 'degraded', 'used up', 1000)
  t.same(status.health(), { state: 'degraded', reason: 'used up' })
  status.report('credentials', 'down', 'wrong secret')
  t.same(status.health(), { state: 'down', reason: 'used up; wrong secret' })
  status.report('credentials', 'down', 'wrong id')
  nowMs = 1000
  t.same(status.health(), { state: 'down', reason: 'wrong id' }, 'a newer word replaces the older, and a bound one ends')
  status.solve('credentials')
  t.same(status.health(), { state: 'ok' })
})
