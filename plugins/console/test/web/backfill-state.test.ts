import t from 'tap'
import { countDone, isUnderWay, toBackfillState, toPercent } from '../../web/admin/connections/backfill-state.js'
import { makeBackfill } from './things.js'

t.test('a back-fill that nobody ever wanted, that waits, runs, fails, was cancelled or is done', async (t) => {
  t.equal(toBackfillState(undefined), 'none')
  t.equal(toBackfillState(makeBackfill({ dueAt: '2026-01-05T09:00:00.000Z' })), 'waiting')
  t.equal(toBackfillState(makeBackfill({ state: 'running', dueAt: '2026-01-05T09:00:00.000Z' })), 'running', 'it is wanted once more after this')
  t.equal(toBackfillState(makeBackfill({ state: 'failed', failures: 1, dueAt: '2026-01-05T09:00:00.000Z' })), 'failing')
  t.equal(toBackfillState(makeBackfill()), 'stopped')
  t.equal(toBackfillState(makeBackfill({ phase: 'done' })), 'done')
  t.equal(toBackfillState(makeBackfill({ phase: 'done', dueAt: '2026-01-05T09:00:00.000Z' })), 'waiting', 'the next one')
  t.strictSame((['none', 'waiting', 'running', 'failing', 'stopped', 'done'] as const).filter(isUnderWay), ['waiting', 'running', 'failing'])
})

t.test('how far it is', async (t) => {
  const pushed = (done: number) => ({ done, created: 0, updated: 0, unchanged: done, failed: 0 })
  t.equal(countDone({ pulled: { read: 500, matched: 0, changed: 0, failed: 0 }, pushed: pushed(20) }), 520)
  t.equal(toPercent(makeBackfill()), undefined, 'nobody knows how many records a CRM has')
  t.equal(toPercent(makeBackfill({ phase: 'push', pushed: pushed(1), total: 3 })), 33)
  t.equal(toPercent(makeBackfill({ phase: 'push', pushed: pushed(12), total: 10 })), 99, 'more came meanwhile')
  t.equal(toPercent(makeBackfill({ phase: 'push', pushed: pushed(0), total: 0 })), 99)
  t.equal(toPercent(makeBackfill({ phase: 'done', pushed: pushed(10), total: 10 })), 100)
})
