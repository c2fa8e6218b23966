import { EventEmitter, once } from 'node:events'
import t, { type Test } from 'tap'
import { FakeClock } from '@kefuhub/contract/testing'
import { Busy } from '../../src/outbox/busy.js'
import { Jobs, type Job, type JobContext } from '../../src/outbox/jobs.js'
import { openStand } from '../store/stand.js'
import { recordLog } from './recorded-log.js'

const { store } = await openStand(t)
const clock = new FakeClock(1_767_225_600_000)
let names = 0

/** One process with one job. */
function openProcess (t: Test, run: Job['run'], more: Partial<Job> = {}) {
  const jobs = new Jobs({ store, clock, log: recordLog() })
  const job: Job = { name: `job-${names}`, next: () => undefined, run, ...more }
  jobs.add(job)
  t.teardown(() => jobs.stop())
  return { jobs, name: job.name }
}

t.beforeEach(() => { names++ })

t.test('a job that nobody wants does not run; one that is wanted runs once', async (t) => {
  let runs = 0
  const { jobs, name } = openProcess(t, async () => { runs++ })
  await jobs.runDue()
  t.equal(runs, 0)
  await jobs.want(name)
  await jobs.want(name)
  await jobs.runDue()
  await jobs.runDue()
  t.equal(runs, 1)
  t.match(await jobs.find(name), { lastRun: { outcome: 'done' }, lastDoneAt: new Date(clock.now()), failures: 0, due: undefined, owner: undefined })
  await jobs.want(name, new Date(clock.now() + 1000))
  await jobs.runDue()
  t.equal(runs, 1, 'not before its time')
  clock.advance(1000)
  await jobs.runDue()
  t.equal(runs, 2)
})

t.test('a recurring job runs again after its time, and what it returns is there in its next run', async (t) => {
  const seen: unknown[] = []
  const { jobs, name } = openProcess(t, async ({ progress }) => {
    seen.push(progress)
    return { cursor: seen.length }
  }, { next: (now) => new Date(now.getTime() + 60_000) })
  await jobs.want(name)
  await jobs.runDue()
  await jobs.runDue()
  clock.advance(60_000)
  await jobs.runDue()
  t.same(seen, [undefined, { cursor: 1 }])
})

t.test('of several processes one runs it; the next one goes on where a dead one was', async (t) => {
  const seen: unknown[] = []
  const first = openProcess(t, async ({ save }) => {
    await save({ page: 3 })
    // It never comes back, as a process that was killed.
    await new Promise(() => {})
  })
  const second = openProcess(t, async ({ progress }) => { seen.push(progress) })
  await first.jobs.want(first.name)
  first.jobs.runDue().catch(() => {})
  while ((await first.jobs.find(first.name))?.progress === undefined) await new Promise((resolve) => setImmediate(resolve))
  await second.jobs.runDue()
  t.same(seen, [], 'it is held')
  clock.advance(30_001)
  await second.jobs.runDue()
  t.same(seen, [{ page: 3 }])
})

t.test('who lost a job to another process is told so and writes nothing more', async (t) => {
  let end: () => void = () => {}
  let begin: (context: JobContext) => void = () => {}
  const beginning = new Promise<JobContext>((resolve) => { begin = resolve })
  const first = openProcess(t, async (given) => {
    begin(given)
    await new Promise<void>((resolve) => { end = resolve })
  })
  const second = openProcess(t, async () => ({ by: 'second' }))
  await first.jobs.want(first.name)
  const running = first.jobs.runDue()
  const context = await beginning
  clock.advance(30_001)
  await second.jobs.runDue()
  await t.rejects(context.save({ by: 'first' }), { name: 'JobLost' })
  t.equal(context.signal.aborted, true)
  end()
  await running
  t.match(await second.jobs.find(second.name), { progress: { by: 'second' } })
})

t.test('a job that another worker holds up goes on soon and has not failed', async (t) => {
  let isBusy = true
  const { jobs, name } = openProcess(t, async () => { if (isBusy) throw new Busy('somebody is at it') })
  await jobs.want(name)
  for (let look = 0; look < 5; look++) {
    await jobs.runDue()
    t.match(await jobs.find(name), { lastRun: { error: { message: 'somebody is at it' } }, failures: 0 })
    clock.advance(5000)
  }
  isBusy = false
  await jobs.runDue()
  t.match(await jobs.find(name), { lastRun: { outcome: 'done' }, failures: 0 })
})

t.test('a job that fails keeps what it saved, says why, and is tried again later and later, or when it was asked to', async (t) => {
  let error: Error | undefined = Object.assign(new Error('the CRM is away'), { code: 'CRM_AWAY' })
  const seen: unknown[] = []
  const { jobs, name } = openProcess(t, async ({ progress, save }) => {
    seen.push(progress)
    await save({ page: seen.length })
    if (error !== undefined) throw error
  })
  await jobs.want(name)
  await jobs.runDue()
  t.match(await jobs.find(name), { lastRun: { outcome: 'failed', error: { code: 'CRM_AWAY', message: 'the CRM is away' } }, failures: 1, progress: { page: 1 } })
  const delayMs = ((await jobs.find(name))?.due?.getTime() ?? 0) - clock.now()
  t.ok(delayMs >= 2500 && delayMs <= 5000, `${delayMs} ms`)
  clock.advance(5000)
  error = Object.assign(new Error('wait'), { afterMs: 3_600_000 })
  await jobs.runDue()
  t.ok(((await jobs.find(name))?.due?.getTime() ?? 0) - clock.now() >= 3_600_000)
  error = undefined
  clock.advance(3_600_000)
  await jobs.runDue()
  t.match(await jobs.find(name), { failures: 0, progress: undefined })
  t.same(seen, [undefined, { page: 1 }, { page: 2 }])
})

t.test('a stop gives back what runs, and asked for while it ran it runs once more', async (t) => {
  let runs = 0
  const held = openProcess(t, async ({ signal }) => await new Promise((_resolve, reject) => { signal.addEventListener('abort', () => reject(new Error('aborted'))) }))
  await held.jobs.want(held.name)
  const running = held.jobs.runDue()
  while ((await held.jobs.find(held.name))?.owner === undefined) await new Promise((resolve) => setImmediate(resolve))
  await held.jobs.stop()
  await running
  t.match(await held.jobs.find(held.name), { owner: undefined, leaseUntil: undefined, failures: 0, due: new Date(clock.now()) })
  const next = openProcess(t, async () => { if (++runs === 1) await next.jobs.want(next.name) })
  await next.jobs.runDue()
  await next.jobs.runDue()
  t.equal(runs, 2)
})

t.test('a job that is cancelled writes nothing more, stays away, and goes on where it was once it is wanted again', async (t) => {
  const seen: unknown[] = []
  const { jobs, name } = openProcess(t, async ({ progress, save }) => {
    seen.push(progress)
    if (seen.length > 1) return
    await save({ page: 1 })
    await jobs.cancel(name)
    await save({ page: 2 })
  })
  await jobs.want(name)
  await jobs.runDue()
  t.match(await jobs.find(name), { progress: { page: 1 }, failures: 0, due: undefined, owner: undefined, leaseUntil: undefined, lastDoneAt: undefined })
  clock.advance(3_600_000)
  await jobs.runDue()
  t.same(seen, [undefined])
  await jobs.want(name)
  await jobs.runDue()
  t.same(seen, [undefined, { page: 1 }])
  await jobs.want(name)
  await jobs.cancel(name)
  await jobs.runDue()
  t.equal(seen.length, 2, 'before it began')
})

t.test('many jobs run at once without a word of a leak', async (t) => {
  const warnings: Error[] = []
  const warn = (warning: Error): void => { warnings.push(warning) }
  process.on('warning', warn)
  t.teardown(() => { process.off('warning', warn) })
  const released = new EventEmitter().setMaxListeners(0)
  let begun = 0
  const jobs = new Jobs({ store, clock, log: recordLog() })
  const many = Array.from({ length: 12 }, (_, index) => `many-${names}-${index}`)
  for (const name of many) {
    jobs.add({
      name,
      next: () => undefined,
      async run () {
        const isReleased = once(released, 'go')
        if (++begun === many.length) released.emit('all')
        await isReleased
      }
    })
    await jobs.want(name)
  }
  const allRun = once(released, 'all')
  const running = jobs.runDue()
  await allRun
  await new Promise(setImmediate)
  t.same(warnings.map(({ message }) => message), [])
  released.emit('go')
  await running
  await jobs.stop()
})

t.test('a start writes down when recurring jobs run, and looks by itself', async (t) => {
  let isRun: () => void = () => {}
  const running = new Promise<void>((resolve) => { isRun = resolve })
  const { jobs, name } = openProcess(t, async () => { isRun() }, { next: (now) => now })
  await jobs.start()
  await running
  t.ok(await jobs.find(name))
})
