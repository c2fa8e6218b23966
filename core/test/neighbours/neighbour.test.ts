import t, { type Test } from 'tap'
import { Rejected, Retryable, Unauthorized, Uncertain } from '@kefuhub/contract'
import { FakeClock } from '@kefuhub/contract/testing'
import { Neighbour } from '../../src/neighbours/neighbour.js'
import { openDesk } from '../desk/stand.js'
import { recordLog } from '../outbox/recorded-log.js'
import { until } from './until.js'

const { alerts } = await openDesk(t)
let names = 0

function open (t: Test) {
  const id = `crm-${++names}`
  const clock = new FakeClock(1_767_225_600_000)
  const neighbour = new Neighbour({ id, instance: {}, clock, log: recordLog(), alerts })
  t.teardown(() => neighbour.close())
  const standing = async () => (await alerts.standing()).filter(({ source }) => source === id).map(({ key }) => key)
  return { id, clock, neighbour, standing }
}

const fail = (error: Error) => async () => { throw error }
const CALL = { timeoutMs: 1000 }

t.test('what works comes back, and what a plugin throws is thrown', async (t) => {
  const { neighbour } = open(t)
  t.equal(await neighbour.call(async () => 5, CALL), 5)
  await t.rejects(neighbour.call(fail(new Rejected('no such field')), CALL), { name: 'Rejected', message: 'no such field' })
  t.same(neighbour.health(), { state: 'ok' }, 'a record that is refused says nothing of the system')
})

t.test('a call that hangs ends; what would be done twice is in doubt, all else is tried again', async (t) => {
  const { neighbour } = open(t)
  const hang = async (): Promise<never> => await new Promise(() => {})
  await t.rejects(neighbour.call(hang, { timeoutMs: 10 }), { name: 'Retryable' })
  await t.rejects(neighbour.call(hang, { timeoutMs: 10, isOnce: true }), { name: 'Uncertain' })
  await t.rejects(neighbour.call(fail(new Uncertain('lost')), CALL), { name: 'Retryable', message: 'lost' })
  await t.rejects(neighbour.call(fail(new Uncertain('lost')), { ...CALL, isOnce: true }), { name: 'Uncertain' })
})

t.test('a system that asks for a pause gets it, and is not asked meanwhile', async (t) => {
  const { neighbour, clock } = open(t)
  await t.rejects(neighbour.call(fail(new Retryable('too many calls', { afterMs: 20_000 })), CALL))
  let calls = 0
  await t.rejects(neighbour.call(async () => { calls++ }, CALL), { name: 'Retryable', message: 'too many calls', afterMs: 20_000 })
  t.equal(calls, 0)
  t.same(neighbour.health(), { state: 'degraded', reason: 'too many calls' })
  t.same(neighbour.pausedUntil, new Date(clock.now() + 20_000))
  clock.advance(20_000)
  t.equal(neighbour.pausedUntil, undefined)
  await neighbour.call(async () => { calls++ }, CALL)
  t.equal(calls, 1)
  t.same(neighbour.health(), { state: 'ok' })
})

t.test('a short wait is for one call alone', async (t) => {
  const { neighbour } = open(t)
  await t.rejects(neighbour.call(fail(new Retryable('busy', { afterMs: 1000 })), CALL))
  t.equal(await neighbour.call(async () => 5, CALL), 5)
  t.same(neighbour.health(), { state: 'ok' })
})

t.test('refused credentials are an alert until they work', async (t) => {
  const { neighbour, clock, standing } = open(t)
  await t.rejects(neighbour.call(fail(new Unauthorized('the key was revoked', { afterMs: 1000 })), CALL), { name: 'Unauthorized' })
  t.same(neighbour.health(), { state: 'down', reason: 'the key was revoked' })
  await until(async () => (await standing()).includes('unauthorized'))
  clock.advance(1000)
  await neighbour.call(async () => {}, CALL)
  await until(async () => (await standing()).length === 0)
  t.same(neighbour.health(), { state: 'ok' })
})

t.test('a system that fails again and again is left alone, and people are told', async (t) => {
  const { neighbour, standing } = open(t)
  for (let count = 0; count < 6; count++) await t.rejects(neighbour.call(fail(new Retryable('502')), CALL), { name: 'Retryable' })
  let calls = 0
  await t.rejects(neighbour.call(async () => { calls++ }, CALL), { name: 'Retryable', message: /left alone/ })
  t.equal(calls, 0)
  t.match(neighbour.health(), { state: 'down' })
  await until(async () => (await standing()).includes('down'))
})
