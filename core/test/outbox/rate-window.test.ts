import t from 'tap'
import fc from 'fast-check'
import { FakeClock } from '@kefuhub/contract/testing'
import { RateWindow } from '../../src/outbox/rate-window.js'

t.test('the units of a window are given out and the next asker is told when the next window begins', async (t) => {
  const clock = new FakeClock(10_250)
  const window = new RateWindow(clock)
  const rate = { sends: 3, perMs: 1000 }
  t.same(Array.from({ length: 5 }, () => window.take('shop', rate)), [0, 0, 0, 750, 750])
  clock.advance(749)
  t.equal(window.take('shop', rate), 1)
  clock.advance(1)
  t.equal(window.take('shop', rate), 0)
})

t.test('each key has units of its own', async (t) => {
  const window = new RateWindow(new FakeClock(0))
  const rate = { sends: 1, perMs: 1000 }
  t.equal(window.take('a', rate), 0)
  t.equal(window.take('b', rate), 0)
  t.equal(window.take('a', rate), 1000)
})

t.test('whenever it is asked, no window gives out more than its units', async (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 1000 }), fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 100 }), (sends, perMs, steps) => {
    const clock = new FakeClock(1_000_000)
    const window = new RateWindow(clock)
    const given = new Map<number, number>()
    for (const step of steps) {
      clock.advance(step)
      const number = Math.floor(clock.now() / perMs)
      const waitMs = window.take('shop', { sends, perMs })
      if (waitMs === 0) given.set(number, (given.get(number) ?? 0) + 1)
      else if (Math.floor((clock.now() + waitMs) / perMs) !== number + 1) return false
    }
    return [...given.values()].every((count) => count <= sends)
  })))
})
