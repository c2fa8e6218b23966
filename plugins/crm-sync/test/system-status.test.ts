import { Rejected, Retryable, Unauthorized } from '@kefuhub/contract'
import t from 'tap'
import { SystemStatus } from '../src/system-status.js'

t.test('health follows what the last call came to', async (t) => {
  const status = new SystemStatus()
  const fail = async (error: Error): Promise<void> => { await t.rejects(status.watch(async () => { throw error })) }
  t.same(status.health(), { state: 'ok' })
  await fail(new Unauthorized('no way in'))
  t.same(status.health(), { state: 'down', reason: 'no way in' })
  await fail(new Error('a mistake of ours'))
  t.equal(status.health().state, 'down', 'which says nothing of the system')
  await fail(new Retryable('busy'))
  t.same(status.health(), { state: 'degraded', reason: 'busy' })
  await fail(new Rejected('no such field'))
  t.same(status.health(), { state: 'ok' })
  status.remark = 'nearly used up'
  t.same(status.health(), { state: 'degraded', reason: 'nearly used up' })
  t.equal(await status.watch(async () => 1), 1)
  status.remark = undefined
  t.same(status.health(), { state: 'ok' })
})
