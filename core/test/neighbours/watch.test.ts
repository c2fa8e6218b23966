import t from 'tap'
import type { Health } from '@kefuhub/contract'
import { createWatchJob } from '../../src/neighbours/watch.js'
import { openDesk } from '../desk/stand.js'

const stand = await openDesk(t)
const { clock, tickets, alerts, store } = stand
const state: { health: Health } = { health: { state: 'ok' } }
const job = createWatchJob({ store, desk: stand, clock, plugins: async () => [{ id: 'xhs', title: { zh: '小红书', en: 'Xiaohongshu' }, ...state.health }] })
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

t.test('work that was given up is an alert until it is back to work', async (t) => {
  await store.outbox.create({ _id: 'dead', queue: 'q', trace: 't', createdAt: new Date(), attempts: 3, dead: new Date(), payload: {} })
  await look()
  t.ok((await standing()).includes('hub dead-letters'))
  await store.outbox.deleteOne({ _id: 'dead' })
  await look()
  t.notOk((await standing()).includes('hub dead-letters'))
})
