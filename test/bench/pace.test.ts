import t from 'tap'
import { keepPace } from '../../scripts/bench/pace.js'

t.test('every act is done once, in order, and told when it was due', async (t) => {
  const due: number[] = []
  const order: number[] = []
  await keepPace(50, 500, (index, dueMs) => {
    order.push(index)
    due.push(dueMs)
  })
  t.strictSame(order, Array.from({ length: 50 }, (_, index) => index))
  const first = due[0] ?? NaN
  t.ok(due.every((dueMs, index) => Math.abs(dueMs - first - index * 2) < 1e-6), 'two milliseconds apart, whatever the timers did')
})

t.test('what a stall delayed is made up for and stays due when it was', async (t) => {
  const delays: number[] = []
  await keepPace(20, 1000, (index, dueMs) => {
    const untilMs = performance.now() + (index === 0 ? 100 : 0)
    while (performance.now() < untilMs);
    delays.push(performance.now() - dueMs)
  })
  t.ok(delays.every((delayMs) => delayMs > 75), 'all 20 were due within 20 ms and had to wait for the first')
})

t.test('an act that fails ends it', async (t) => {
  let acts = 0
  await t.rejects(keepPace(10, 1000, () => {
    acts++
    throw new Error('the socket is gone')
  }), /the socket is gone/)
  t.equal(acts, 1)
})
