import t from 'tap'
import fc from 'fast-check'
import { retryDelayMs } from '../../src/outbox/backoff.js'

const policies = fc.record({
  attempts: fc.integer({ min: 1, max: 100 }),
  firstDelayMs: fc.integer({ min: 1, max: 3_600_000 }),
  maxDelayMs: fc.integer({ min: 1, max: 86_400_000 })
})
const attempts = fc.integer({ min: 1, max: 10_000 })

t.test('the wait lies between half and the whole of the doubled first one, and never beyond the longest', async (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(policies, attempts, (policy, attempt) => {
    const whole = Math.min(policy.maxDelayMs, policy.firstDelayMs * 2 ** (attempt - 1))
    const delayMs = retryDelayMs(policy, attempt)
    return Number.isInteger(delayMs) && delayMs >= Math.floor(whole / 2) && delayMs <= whole
  })))
})

t.test('never less is waited than the neighbour asked for', async (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(policies, attempts, fc.integer({ min: 0, max: 7 * 86_400_000 }), (policy, attempt, afterMs) => {
    const delayMs = retryDelayMs(policy, attempt, afterMs)
    return delayMs >= afterMs && delayMs <= Math.max(afterMs, policy.maxDelayMs)
  })))
})

t.test('whatever a neighbour asks for, the wait leads to a date', async (t) => {
  const policy = { attempts: 3, firstDelayMs: 1000, maxDelayMs: 60_000 }
  for (const afterMs of [NaN, -1, -Infinity]) t.ok(retryDelayMs(policy, 1, afterMs) <= 1000, `${afterMs} asks for nothing`)
  for (const afterMs of [1e17, Infinity]) t.equal(retryDelayMs(policy, 1, afterMs), 31_536_000_000, `${afterMs} is a year`)
})

t.test('what failed together does not come back together', async (t) => {
  const delays = new Set(Array.from({ length: 100 }, () => retryDelayMs({ attempts: 9, firstDelayMs: 60_000, maxDelayMs: 600_000 }, 2)))
  t.ok(delays.size > 50, `${delays.size} different waits`)
})
