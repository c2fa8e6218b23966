import t from 'tap'
import { Runner } from '../../src/outbox/runner.js'
import { recordLog } from './recorded-log.js'

/** Work that ends when the test says so. */
function createWork () {
  const started: string[] = []
  const waiting = new Map<string, () => void>()
  const listeners = new Set<() => void>()
  return {
    started,
    handler: async (kind: string, id: string) => {
      started.push(`${kind} ${id}`)
      for (const listener of listeners) listener()
      await new Promise<void>((resolve) => waiting.set(id, resolve))
    },
    end: (id: string) => {
      waiting.get(id)?.()
      waiting.delete(id)
    },
    /** Resolves when so many pieces of work have begun. */
    until: (count: number) => new Promise<void>((resolve) => {
      const look = () => {
        if (started.length < count) return
        listeners.delete(look)
        resolve()
      }
      listeners.add(look)
      look()
    })
  }
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve))

t.test('nothing runs before the start, and then in the order of waking', async (t) => {
  const runner = new Runner(1, recordLog())
  const done: string[] = []
  runner.add('lane', ['b', 'a'])
  runner.add('outbox', ['a'])
  await nextTurn()
  t.same(done, [])
  runner.start(async (kind, id) => { done.push(`${kind} ${id}`) })
  await nextTurn()
  t.same(done, ['lane b', 'lane a', 'outbox a'])
})

t.test('no more runs at once than is allowed', async (t) => {
  const work = createWork()
  const runner = new Runner(2, recordLog())
  runner.start(work.handler)
  runner.add('lane', ['a', 'b', 'c', 'd'])
  await nextTurn()
  t.same(work.started, ['lane a', 'lane b'])
  work.end('b')
  await work.until(3)
  await nextTurn()
  t.same(work.started, ['lane a', 'lane b', 'lane c'])
})

t.test('what waits is not queued twice', async (t) => {
  const work = createWork()
  const runner = new Runner(1, recordLog())
  runner.start(work.handler)
  runner.add('lane', ['first', 'a', 'a'])
  runner.add('lane', ['a', 'b'])
  work.end('first')
  await work.until(2)
  work.end('a')
  await work.until(3)
  t.same(work.started, ['lane first', 'lane a', 'lane b'])
})

t.test('work that is woken while it runs, however often, runs once more afterwards and never beside itself', async (t) => {
  const work = createWork()
  const runner = new Runner(4, recordLog())
  runner.start(work.handler)
  runner.add('lane', ['a'])
  runner.add('lane', ['a', 'a'])
  runner.add('lane', ['a'])
  await nextTurn()
  t.same(work.started, ['lane a'])
  work.end('a')
  await work.until(2)
  work.end('a')
  await nextTurn()
  t.same(work.started, ['lane a', 'lane a'])
})

t.test('an id that holds a line break stays whole', async (t) => {
  const runner = new Runner(1, recordLog())
  const seen = new Promise((resolve) => runner.start(async (kind, id) => { resolve([kind, id]) }))
  runner.add('lane', ['shop:a\nb'])
  t.same(await seen, ['lane', 'shop:a\nb'])
})

t.test('work that fails is logged and does not stop the rest', async (t) => {
  const log = recordLog()
  const runner = new Runner(1, log)
  const done: string[] = []
  runner.start(async (_kind, id) => {
    if (id === 'bad') throw new Error('broken')
    done.push(id)
  })
  runner.add('lane', ['bad', 'good'])
  await nextTurn()
  t.same(done, ['good'])
  t.match(log.lines, [{ level: 'error', fields: { kind: 'lane', id: 'bad', err: { message: 'broken' } } }])
})

t.test('stop waits for what runs, drops what waits and takes nothing more', async (t) => {
  const work = createWork()
  const runner = new Runner(1, recordLog())
  runner.start(work.handler)
  runner.add('lane', ['a', 'b'])
  let isStopped = false
  const stopped = Promise.all([runner.stop(), runner.stop()]).then(() => { isStopped = true })
  runner.add('lane', ['a', 'c'])
  await nextTurn()
  t.equal(isStopped, false)
  work.end('a')
  await stopped
  await nextTurn()
  t.same(work.started, ['lane a'])
})

t.test('stop ends at once when nothing runs', async (t) => {
  const runner = new Runner(1, recordLog())
  runner.add('lane', ['a'])
  await t.resolves(runner.stop())
})

t.test('a timer wakes work later, and no more after a stop', async (t) => {
  const runner = new Runner(1, recordLog())
  const done: string[] = []
  const woken = new Promise<void>((resolve) => runner.start(async (_kind, id) => {
    done.push(id)
    if (id === 'late') resolve()
  }))
  runner.addIn(20, 'lane', 'late')
  runner.addIn(1, 'lane', 'soon')
  // The runner's own timers keep no process alive.
  const alive = setInterval(() => {}, 1000)
  t.teardown(() => clearInterval(alive))
  await woken
  t.same(done, ['soon', 'late'])
  runner.addIn(1, 'lane', 'never')
  await runner.stop()
  runner.addIn(1, 'lane', 'never')
  await new Promise((resolve) => setTimeout(resolve, 20))
  t.same(done, ['soon', 'late'])
})

t.test('a wait of more than a minute is left to the sweep', async (t) => {
  const set: number[] = []
  t.intercept(globalThis, 'setTimeout', { value: (_run: () => void, delayMs: number) => { set.push(delayMs); return { unref () {} } } })
  const runner = new Runner(1, recordLog())
  runner.addIn(60_000, 'lane', 'a')
  runner.addIn(60_001, 'lane', 'b')
  t.same(set, [60_000])
})
