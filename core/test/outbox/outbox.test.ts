import t from 'tap'
import { FakeClock } from '@kefuhub/contract/testing'
import { Busy } from '../../src/outbox/busy.js'
import { Outbox, type QueueHandler, type QueueOptions } from '../../src/outbox/outbox.js'
import type { OutboxDoc } from '../../src/store/outbox-model.js'
import type { Store } from '../../src/store/store.js'
import { openStand, until } from '../store/stand.js'
import { recordDispatcher } from './recorded-dispatcher.js'
import { recordLog } from './recorded-log.js'

const START_MS = 1_767_225_600_000
const OPTIONS: QueueOptions = { concurrency: 4, timeoutMs: 60_000, retry: { attempts: 3, firstDelayMs: 1000, maxDelayMs: 60_000 } }

const { store } = await openStand(t)
let names = 0

/** A process with an outbox, and a queue that only one test uses. */
function createProcess (clock = new FakeClock(START_MS)) {
  const dispatcher = recordDispatcher()
  const log = recordLog()
  const outbox = new Outbox({ store, dispatcher, clock, log })
  t.teardown(() => outbox.stop())
  return { clock, dispatcher, log, outbox, queue: `queue-${++names}` }
}

const entry = (queue: string, id = 'one', payload: unknown = { n: 1 }) => ({ id: `${queue}/${id}`, queue, payload, trace: 'trace-1' })
const read = async (queue: string, id = 'one', from: Store = store) => await from.outbox.findById(`${queue}/${id}`).lean<OutboxDoc>()
/** A neighbour that never answers and takes no notice of its signal. */
const never: QueueHandler = () => new Promise(() => {})

t.test('an entry that is added is handed over once, whole, and gone when the handler is done', async (t) => {
  const { outbox, queue, dispatcher } = createProcess()
  const seen: OutboxDoc[] = []
  outbox.register(queue, OPTIONS, async (doc) => { seen.push(doc) })
  await outbox.add([entry(queue, 'one', { at: new Date(5), list: [1, { deep: null }], $where: 'text', 'a.b': 1 })])
  t.same(dispatcher.wakes, [{ kind: 'outbox', ids: [queue] }])
  await outbox.run(queue)
  t.match(seen, [{ _id: `${queue}/one`, queue, trace: 'trace-1', attempts: 1, createdAt: new Date(START_MS) }])
  t.strictSame(seen[0]?.payload, { at: new Date(5), list: [1, { deep: null }], $where: 'text', 'a.b': 1 })
  t.equal(await read(queue), null)
})

t.test('adding nothing wakes nobody', async (t) => {
  const { outbox, dispatcher } = createProcess()
  await outbox.add([])
  t.same(dispatcher.wakes, [])
})

t.test('adding an entry again changes nothing, whatever became of it', async (t) => {
  const { outbox, queue, clock } = createProcess()
  outbox.register(queue, OPTIONS, async () => { throw Object.assign(new Error('no'), { retryable: false }) })
  await outbox.add([entry(queue), entry(queue, 'one', { n: 2 })])
  clock.advance(1000)
  await outbox.add([entry(queue, 'one', { n: 3 })])
  t.match(await read(queue), { payload: { n: 1 }, createdAt: new Date(START_MS), attempts: 0 })
  await outbox.run(queue)
  const dead = await read(queue)
  t.type(dead?.dead, Date)
  await outbox.add([entry(queue)])
  t.strictSame(await read(queue), dead)
})

t.test('an entry that is renewed is due at once with all its tries, whether it is new, waits or was given up', async (t) => {
  const { outbox, queue, clock, dispatcher } = createProcess()
  const seen: unknown[] = []
  outbox.register(queue, OPTIONS, async ({ payload, attempts }) => {
    seen.push({ payload, attempts })
    throw Object.assign(new Error('no'), { retryable: seen.length === 1 })
  })
  await outbox.renew(entry(queue))
  await outbox.run(queue)
  t.match(await read(queue), { attempts: 1, error: { message: 'no' }, dead: undefined })
  await outbox.renew(entry(queue, 'one', { n: 2 }))
  t.match(await read(queue), { attempts: 0, due: new Date(clock.now()), error: undefined, createdAt: new Date(START_MS) })
  await outbox.run(queue)
  t.type((await read(queue))?.dead, Date)
  await outbox.renew(entry(queue, 'one', { n: 3 }))
  t.match(await read(queue), { dead: undefined, due: new Date(clock.now()) })
  t.same(dispatcher.wakes.at(-1), { kind: 'outbox', ids: [queue] })
  await outbox.run(queue)
  t.strictSame(seen, [{ payload: { n: 1 }, attempts: 1 }, { payload: { n: 2 }, attempts: 1 }, { payload: { n: 3 }, attempts: 1 }])
})

t.test('what is being worked on is neither renewed nor dropped; the rest of what is named goes', async (t) => {
  const { outbox, queue } = createProcess()
  let taken = (): void => {}
  const isTaken = new Promise<void>((resolve) => { taken = resolve })
  let finish = (): void => {}
  outbox.register(queue, { ...OPTIONS, concurrency: 1 }, async () => {
    taken()
    await new Promise<void>((resolve) => { finish = resolve })
  })
  await outbox.add([entry(queue)])
  const running = outbox.run(queue)
  await isTaken
  const before = await read(queue)
  await outbox.renew(entry(queue, 'one', { n: 2 }))
  t.strictSame(await read(queue), before)
  await outbox.add([entry(queue, 'two'), entry(queue, 'three')])
  await outbox.drop(['one', 'two', 'none'].map((id) => `${queue}/${id}`))
  t.same((await store.outbox.find({ queue }).lean<OutboxDoc[]>()).map(({ _id }) => _id).sort(), [`${queue}/one`, `${queue}/three`])
  await outbox.drop([`${queue}/three`])
  finish()
  await running
  t.equal(await read(queue), null)
})

t.test('twenty processes that renew the same entry at once make one of it', async (t) => {
  const { outbox, queue } = createProcess()
  const others = Array.from({ length: 19 }, () => createProcess().outbox)
  await Promise.all([outbox, ...others].map(async (each) => { await each.renew(entry(queue)) }))
  t.equal(await store.outbox.countDocuments({ queue }), 1)
})

t.test('twenty processes that add the same entry at once make one of it', async (t) => {
  const { outbox, queue } = createProcess()
  const others = Array.from({ length: 19 }, () => createProcess().outbox)
  await Promise.all([outbox, ...others].map(async (each) => { await each.add([entry(queue), entry(queue, 'two')]) }))
  t.equal(await store.outbox.countDocuments({ queue }), 2)
})

t.test('what fails is tried again after a wait, and goes to the dead letters after the last try', async (t) => {
  const { outbox, queue, clock, dispatcher, log } = createProcess()
  let tries = 0
  outbox.register(queue, OPTIONS, async () => { throw Object.assign(new Error(`broken ${++tries}`), { code: 'CRM_ERR_BUSY' }) })
  await outbox.add([entry(queue)])

  await outbox.run(queue)
  t.equal(tries, 1, 'it is not due any more')
  const failed = await read(queue)
  t.match(failed, { attempts: 1, error: { code: 'CRM_ERR_BUSY', message: 'broken 1' } })
  t.notOk(failed !== null && 'claim' in failed)
  const [timer] = dispatcher.timers
  t.match(timer, { kind: 'outbox', id: queue })
  t.equal(failed?.due?.getTime(), START_MS + (timer?.delayMs ?? 0))

  clock.advance((timer?.delayMs ?? 0) - 1)
  await outbox.run(queue)
  t.equal(tries, 1, 'a moment before its time')
  clock.advance(1)
  await outbox.run(queue)
  t.equal(tries, 2)
  clock.advance(60_000)
  await outbox.run(queue)
  t.equal(tries, 3)
  const dead = await read(queue)
  t.match(dead, { attempts: 3, dead: new Date(clock.now()), error: { code: 'CRM_ERR_BUSY', message: 'broken 3' } })
  t.notOk(dead !== null && ('due' in dead || 'claim' in dead))
  t.same(log.lines.map(({ level, fields }) => [level, fields.attempts]), [['warn', 1], ['warn', 2], ['error', 3]])
  clock.advance(60_000)
  await outbox.run(queue)
  t.equal(tries, 3)
})

t.test('an error that says so ends at once, and one that names a wait is given it', async (t) => {
  const { outbox, queue, clock } = createProcess()
  outbox.register(queue, OPTIONS, async (doc) => {
    throw Object.assign(new Error('no'), doc._id.endsWith('final') ? { retryable: false } : { afterMs: 3_600_000 })
  })
  await outbox.add([entry(queue, 'final'), entry(queue, 'later')])
  await outbox.run(queue)
  t.match(await read(queue, 'final'), { attempts: 1, dead: new Date(clock.now()) })
  t.match(await read(queue, 'later'), { attempts: 1, due: new Date(clock.now() + 3_600_000) })
})

t.test('work that somebody else holds up waits without using up a try', async (t) => {
  const { outbox, queue, clock, log } = createProcess()
  let isBusy = true
  outbox.register(queue, { ...OPTIONS, retry: { ...OPTIONS.retry, attempts: 1 } }, async () => { throw isBusy ? new Busy('somebody is at it') : new Error('broken') })
  await outbox.add([entry(queue)])
  for (let look = 0; look < 5; look++) {
    await outbox.run(queue)
    t.match(await read(queue), { attempts: 0, due: new Date(clock.now() + 1000), error: { message: 'somebody is at it' } })
    clock.advance(1000)
  }
  t.same([...new Set(log.lines.map(({ level }) => level))], ['debug'], 'nobody has to be told')
  isBusy = false
  await outbox.run(queue)
  t.match(await read(queue), { attempts: 1, dead: new Date(clock.now()), error: { message: 'broken' } })
})

t.test('whatever is thrown leads to a reason that can be kept', async (t) => {
  const { outbox, queue } = createProcess()
  const thrown: Record<string, unknown> = {
    text: 'a text',
    nothing: undefined,
    number: Object.assign(new Error('a number for a code'), { code: 11000 }),
    wait: Object.assign(new Error('no number to wait'), { afterMs: NaN }),
    long: new Error('x'.repeat(100_000))
  }
  outbox.register(queue, OPTIONS, async (doc) => { throw thrown[doc._id.split('/')[1] as string] })
  await outbox.add(Object.keys(thrown).map((id) => entry(queue, id)))
  await outbox.run(queue)
  const errors = Object.fromEntries(await Promise.all(Object.keys(thrown).map(async (id) => [id, (await read(queue, id))?.error] as const)))
  const code = 'KH_ERR_OUTBOX_FAILED'
  t.strictSame(errors, {
    text: { code, message: 'a text' },
    nothing: { code, message: 'undefined' },
    number: { code, message: 'a number for a code' },
    wait: { code, message: 'no number to wait' },
    long: { code, message: 'x'.repeat(2000) }
  })
})

t.test('a handler that takes no notice of its signal is given up after its time, and the queue goes on', async (t) => {
  const { outbox, queue, clock } = createProcess()
  const done: string[] = []
  let given: AbortSignal | undefined
  outbox.register(queue, { ...OPTIONS, concurrency: 1, timeoutMs: 20 }, async (doc, signal) => {
    if (doc._id.endsWith('slow')) {
      given = signal
      return await never(doc, signal)
    }
    done.push(doc._id)
  })
  await outbox.add([entry(queue, 'slow')])
  clock.advance(1)
  await outbox.add([entry(queue, 'quick')])
  const alive = setInterval(() => {}, 1000)
  await outbox.run(queue)
  clearInterval(alive)
  t.equal(given?.aborted, true)
  t.same(done, [`${queue}/quick`])
  t.match(await read(queue, 'slow'), { attempts: 1, error: { code: 'KH_ERR_OUTBOX_TIMEOUT' } })
})

t.test('an entry whose process died is left to it for twice its time and then taken by another', async (t) => {
  const { outbox, queue, clock } = createProcess()
  const other = createProcess(clock)
  const taken: string[] = []
  outbox.register(queue, OPTIONS, never)
  other.outbox.register(queue, OPTIONS, async (doc) => { taken.push(doc._id) })
  await outbox.add([entry(queue)])
  outbox.wake(queue)
  await until(async () => (await read(queue))?.claim !== undefined)

  clock.advance(OPTIONS.timeoutMs * 2 - 1)
  await other.outbox.run(queue)
  t.same(taken, [])
  t.same(await other.outbox.dueQueues(), [])
  clock.advance(1)
  t.same(await other.outbox.dueQueues(), [queue])
  await other.outbox.run(queue)
  t.same(taken, [`${queue}/one`])
  t.equal(await read(queue), null)
})

t.test('who lost its claim changes nothing any more, whether it fails or succeeds', async (t) => {
  for (const outcome of ['fails', 'succeeds']) {
    const { outbox, queue, clock } = createProcess()
    const other = createProcess(clock)
    const release = new Map<string, () => void>()
    const hold = (who: string): QueueHandler => async () => {
      await new Promise<void>((resolve) => release.set(who, resolve))
      if (who === 'first' && outcome === 'fails') throw new Error('too late')
    }
    outbox.register(queue, OPTIONS, hold('first'))
    other.outbox.register(queue, OPTIONS, hold('second'))
    await outbox.add([entry(queue)])
    const first = outbox.run(queue)
    await until(() => release.has('first'))
    clock.advance(OPTIONS.timeoutMs * 2)
    const second = other.outbox.run(queue)
    await until(() => release.has('second'))
    const held = await read(queue)
    release.get('first')?.()
    await first
    t.strictSame(await read(queue), held, `it ${outcome}`)
    release.get('second')?.()
    await second
    t.equal(await read(queue), null)
  }
})

t.test('each entry is worked on by one of several processes, in all of which no more run than allowed', async (t) => {
  const processes = Array.from({ length: 3 }, () => createProcess())
  const queue = `queue-${++names}`
  const runs = new Map<string, number>()
  const most = new Map<Outbox, number>()
  for (const { outbox } of processes) {
    let running = 0
    outbox.register(queue, { ...OPTIONS, concurrency: 2 }, async (doc) => {
      most.set(outbox, Math.max(most.get(outbox) ?? 0, ++running))
      runs.set(doc._id, (runs.get(doc._id) ?? 0) + 1)
      await new Promise((resolve) => setImmediate(resolve))
      running--
    })
  }
  await processes[0]?.outbox.add(Array.from({ length: 60 }, (_, index) => entry(queue, String(index))))
  // Woken far more often than there is room for.
  await Promise.all([...processes, ...processes, ...processes].map(async ({ outbox }) => { await outbox.run(queue) }))
  t.equal(runs.size, 60)
  t.ok([...runs.values()].every((count) => count === 1))
  t.equal(await store.outbox.countDocuments({ queue }), 0)
  t.ok([...most.values()].every((count) => count <= 2), `${[...most.values()]}`)
})

t.test('a slow entry keeps neither its own queue nor another one waiting', async (t) => {
  const { outbox, queue } = createProcess()
  const done: string[] = []
  const handler: QueueHandler = async (doc, signal) => {
    if (doc._id.endsWith('slow')) return await never(doc, signal)
    done.push(doc._id)
  }
  outbox.register(queue, OPTIONS, handler)
  outbox.register(`${queue}-other`, OPTIONS, handler)
  await outbox.add([entry(queue, 'slow')])
  outbox.wake(queue)
  await until(async () => (await read(queue, 'slow'))?.claim !== undefined)
  await outbox.add([entry(queue, 'quick')])
  outbox.wake(queue)
  await until(() => done.length === 1)
  await outbox.add([entry(`${queue}-other`)])
  await outbox.run(`${queue}-other`)
  t.same(done, [`${queue}/quick`, `${queue}-other/one`])
})

t.test('a queue that nobody here knows is left alone', async (t) => {
  const { outbox, queue, clock } = createProcess()
  await outbox.add([entry(queue)])
  await outbox.run(queue)
  t.same(await outbox.dueQueues(), [])
  t.match(await read(queue), { attempts: 0, due: new Date(clock.now()) })
})

t.test('the queues with due entries are told, those whose entries wait or are dead are not', async (t) => {
  const { outbox, queue, clock } = createProcess()
  const failing: QueueHandler = async (doc) => { throw Object.assign(new Error('no'), { retryable: !doc._id.includes('dead') }) }
  for (const name of ['due', 'waits', 'dead', 'empty']) outbox.register(`${queue}-${name}`, OPTIONS, failing)
  await outbox.add(['due', 'waits', 'dead'].map((name) => entry(`${queue}-${name}`)))
  await outbox.run(`${queue}-waits`)
  await outbox.run(`${queue}-dead`)
  t.same(await outbox.dueQueues(), [`${queue}-due`])
  clock.advance(60_000)
  t.same(await outbox.dueQueues(), [`${queue}-due`, `${queue}-waits`])
})

t.test('a stop gives up what is being tried without counting the try, and takes nothing more', async (t) => {
  const { outbox, queue, clock, log } = createProcess()
  outbox.register(queue, { ...OPTIONS, concurrency: 1, retry: { ...OPTIONS.retry, attempts: 1 } }, never)
  await outbox.add([entry(queue), entry(queue, 'two')])
  outbox.wake(queue)
  await until(async () => (await read(queue))?.claim !== undefined || (await read(queue, 'two'))?.claim !== undefined)
  clock.advance(5000)
  await outbox.stop()
  const [one, two] = await Promise.all([read(queue), read(queue, 'two')])
  t.match([one, two], [{ attempts: 0 }, { attempts: 0 }])
  t.notOk([one, two].some((doc) => doc !== null && ('claim' in doc || 'dead' in doc)))
  t.ok([one, two].every((doc) => (doc?.due?.getTime() ?? Infinity) <= clock.now()))
  t.same(log.lines, [])
  await outbox.run(queue)
  t.match(await read(queue), { attempts: 0 })
})

t.test('a stop between taking an entry and handing it over hands nothing over', async (t) => {
  const { outbox, queue } = createProcess()
  let handed = 0
  outbox.register(queue, OPTIONS, async () => { handed++ })
  await outbox.add([entry(queue)])
  outbox.wake(queue)
  await outbox.stop()
  t.equal(handed, 0)
  t.match(await read(queue), { attempts: 0 })
})

t.test('a store that fails is logged, and the queue is worked on again when it is back', async (t) => {
  const { clock, dispatcher, log, queue } = createProcess()
  let isAway = true
  const flaky = new Proxy(store, {
    get: (target, name: keyof Store) => {
      if (name === 'outbox' && isAway) throw new Error('the store is away')
      return target[name]
    }
  })
  const outbox = new Outbox({ store: flaky, dispatcher, clock, log })
  const done: string[] = []
  outbox.register(queue, OPTIONS, async (doc) => { done.push(doc._id) })
  await outbox.run(queue)
  t.match(log.lines, [{ level: 'error', fields: { queue, err: { message: 'the store is away' } } }])
  isAway = false
  await outbox.add([entry(queue)])
  await outbox.run(queue)
  t.same(done, [`${queue}/one`])
})
