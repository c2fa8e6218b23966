import t from 'tap'
import { Pace, Slots, type Stopwatch } from '../../src/rest/pace.js'

/** Time that moves when it is slept. */
class QuickTime implements Stopwatch {
  nowMs = 0
  readonly slept: number[] = []
  now (): number { return this.nowMs }
  async sleep (ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    this.slept.push(ms)
  }
}

t.test('never has more calls in any span than the rate says', async (t) => {
  const time = new QuickTime()
  const pace = new Pace({ calls: 3, perMs: 1000 }, time)
  const { signal } = new AbortController()
  const starts: number[] = []
  for (let call = 0; call < 10; call++) {
    const before = time.slept.length
    await pace.wait(signal)
    if (time.slept.length > before) time.nowMs += time.slept.at(-1) ?? 0
    starts.push(time.nowMs)
    time.nowMs += 100
  }
  t.same(starts, [0, 100, 200, 1000, 1100, 1200, 2000, 2100, 2200, 3000])
})

t.test('lines up callers that come together', async (t) => {
  const time = new QuickTime()
  const pace = new Pace({ calls: 2, perMs: 1000 }, time)
  const { signal } = new AbortController()
  await Promise.all(Array.from({ length: 6 }, () => pace.wait(signal)))
  t.same(time.slept, [1000, 1000, 2000, 2000])
})

t.test('stops waiting when the hub stops', async (t) => {
  const pace = new Pace({ calls: 1, perMs: 1000 }, new QuickTime())
  await pace.wait(AbortSignal.abort())
  await t.rejects(pace.wait(AbortSignal.abort()), { name: 'AbortError' })
})

t.test('gives a slot on, also after a failure', async (t) => {
  const slots = new Slots(1)
  const order: string[] = []
  await Promise.allSettled([
    slots.run(async () => { order.push('first'); throw new Error('x') }),
    slots.run(async () => { order.push('second') }),
    slots.run(async () => { order.push('third') })
  ])
  await slots.run(async () => { order.push('fourth') })
  t.same(order, ['first', 'second', 'third', 'fourth'])
})
