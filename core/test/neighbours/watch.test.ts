import t from 'tap'
import { Rejected, type Health } from '@kefuhub/contract'
import { toJobName } from '../../src/neighbours/system-job.js'
import { createWatchJob } from '../../src/neighbours/watch.js'
import { Jobs } from '../../src/outbox/jobs.js'
import { openDesk } from '../desk/stand.js'
import { recordLog } from '../outbox/recorded-log.js'

const stand = await openDesk(t)
const { clock, tickets, alerts, store } = stand
const state: { health: Health } = { health: { state: 'ok' } }
const jobs = new Jobs({ store, clock, log: recordLog() })
const xhs = { id: 'xhs', title: { zh: '小红书', en: 'Xiaohongshu' } }
const files = { id: 'files', title: { zh: '工单文件', en: 'Ticket files' } }
const job = createWatchJob({ store, desk: stand, jobs, clock, plugins: async () => [{ ...xhs, ...state.health }, { ...files, state: 'ok' }] })
const look = async (): Promise<void> => { await job.run({ progress: undefined, signal: AbortSignal.timeout(60_000), save: async () => {} }) }
const standing = async () => (await alerts.standing()).map(({ source, key }) => `${source} ${key}`)

t.test('a ticket whose time is nearly over is said to be so once, and once more when it is over', async (t) => {
  const { _id: id } = await tickets.create({ type: 'refund', subject: 'x', fields: { amount: 1 }, by: { kind: 'agent', id: 'lin' } })
  const dues = async () => (await tickets.get(id)).untold.flatMap(({ due }) => due ?? [])
  await look()
  t.same(await dues(), [])
  clock.advance(31 * 60_000)
  await look()
  await look()
  t.same(await dues(), ['soon'])
  clock.advance(30 * 60_000)
  await look()
  await look()
  t.same(await dues(), ['soon', 'over'])
  t.equal((await tickets.get(id)).watchAt, undefined)
})

t.test('a plugin that is down is an alert until it is not', async (t) => {
  state.health = { state: 'down', reason: 'The platform refuses the secret' }
  await look()
  await look()
  t.match((await alerts.standing()).find(({ key }) => key === 'plugin-down'), { source: 'xhs', severity: 'critical', reason: 'The platform refuses the secret', title: { zh: /小红书/ } })
  state.health = { state: 'degraded' }
  await look()
  t.notOk((await standing()).includes('xhs plugin-down'))
})

t.test('a job that fails again and again is one alert from the third time on, until it has gone well', async (t) => {
  const name = toJobName('ticket-files', 'files')
  let isFull = true
  jobs.add({ name, next: () => undefined, run: async () => { if (isFull) throw new Rejected('the disk is full: make room') } })
  const run = async (): Promise<void> => {
    clock.advance(3_600_000)
    await jobs.want(name)
    await jobs.runDue()
    await look()
  }
  const told = async () => (await store.alerts.find({ source: 'files' }).lean()).map(({ key, resolvedAt }) => `${key}${resolvedAt === undefined ? '' : ' resolved'}`)
  await run()
  await run()
  t.same(await told(), [])
  await run()
  await run()
  t.same(await told(), ['ticket-files-failing'])
  t.match(await alerts.standing(), [{
    severity: 'warning',
    title: { zh: '工单文件（files）：导出工单文件连续失败', en: 'Ticket files (files): writing ticket files fails again and again' },
    reason: /^It failed 4 times in a row .*KH_ERR_DELIVERY_REJECTED: the disk is full: make room$/
  }])
  isFull = false
  await run()
  t.same(await told(), ['ticket-files-failing resolved'])
})

t.test('a job that somebody cancels is no alert any more', async (t) => {
  const name = toJobName('crm-backfill', 'xhs')
  jobs.add({ name, next: () => undefined, run: async () => {} })
  await store.jobs.create({ _id: name, failures: 3, lastRun: { startedAt: new Date(), endedAt: new Date(), outcome: 'failed', error: { code: 'X', message: 'x' } } })
  await look()
  t.same(await standing(), ['xhs crm-backfill-failing'])
  await jobs.cancel(name)
  await look()
  t.same(await standing(), [])
})

t.test('a plugin that is down is not told of once more for each of its jobs', async (t) => {
  const name = toJobName('crm-pull', 'xhs')
  jobs.add({ name, next: () => undefined, run: async () => {} })
  await store.jobs.create({ _id: name, failures: 3, lastRun: { startedAt: new Date(), endedAt: new Date(), outcome: 'failed', error: { code: 'X', message: 'x' } } })
  state.health = { state: 'down' }
  await look()
  t.same(await standing(), ['xhs plugin-down'])
  state.health = { state: 'ok' }
  await look()
  t.same(await standing(), ['xhs crm-pull-failing'], 'it is up and fails all the same')
  state.health = { state: 'down' }
  await look()
  t.same((await standing()).sort(), ['xhs crm-pull-failing', 'xhs plugin-down'], 'what stands is not said to be over')
})

t.test('the alerts of a plugin that is no longer in the config are over; those that a plugin raised itself stay as long as it is there', async (t) => {
  await alerts.raise('xhs', 'no-messages', { severity: 'warning', title: xhs.title, reason: 'x' })
  await alerts.raise('hub', 'reload', { severity: 'warning', title: xhs.title, reason: 'x' })
  await look()
  t.ok((await standing()).includes('xhs no-messages'))
  const without = createWatchJob({ store, desk: stand, jobs: new Jobs({ store, clock, log: recordLog() }), clock, plugins: async () => [] })
  await without.run({ progress: undefined, signal: AbortSignal.timeout(60_000), save: async () => {} })
  t.same(await standing(), ['hub reload'])
})

t.test('work that was given up is an alert until it is back to work', async (t) => {
  await store.outbox.create({ _id: 'dead', queue: 'q', trace: 't', createdAt: new Date(), attempts: 3, dead: new Date(), payload: {} })
  await look()
  t.ok((await standing()).includes('hub dead-letters'))
  await store.outbox.deleteOne({ _id: 'dead' })
  await look()
  t.notOk((await standing()).includes('hub dead-letters'))
})
