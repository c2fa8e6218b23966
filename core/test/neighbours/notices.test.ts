import t, { type Test } from 'tap'
import { defineNotifier, Rejected, Type, type AnyPlugin, type Notification, type TicketActor } from '@kefuhub/contract'
import { createTestClock, createTestHub } from '../support/hub.js'
import { REFUNDS } from '../support/tickets.js'
import { toWords } from '../../src/neighbours/notices/words.js'
import { until } from './until.js'

const by: TicketActor = { kind: 'agent', id: 'lin' }
/** 2026-01-01 08:00 in Shanghai. */
const MORNING_MS = 1_767_225_600_000

async function open (t: Test, notices: object, rate?: { notifications: number, perMs: number }) {
  const told: Notification[] = []
  let trouble: Error | undefined
  const clock = createTestClock(MORNING_MS)
  const module = defineNotifier({
    name: 'fake-robot',
    contract: '^1',
    title: { zh: '机器人', en: 'Robot' },
    options: Type.Object({}, { additionalProperties: false }),
    setup: () => ({
      ...(rate !== undefined && { rate }),
      notify: async (notification) => {
        if (trouble !== undefined) throw trouble
        told.push(notification)
      }
    })
  }) as unknown as AnyPlugin
  const hub = await createTestHub(t, { clock, config: { tickets: REFUNDS as never }, plugins: [{ id: 'robot', module, notices }] })
  hub.start()
  const assign = async (subject = '退款') => await hub.desk.tickets.create({ type: 'refund', subject, fields: { amount: 1 }, by, assignee: 'lin' })
  const isQuiet = async () => await hub.store.outbox.exists({ due: { $gte: new Date(0) } }) === null && await hub.store.tickets.exists({ tell: true }) === null
  return { hub, clock, told, assign, isQuiet, fail: (error?: Error) => { trouble = error } }
}

t.test('a durable event becomes a word to people, with a link to what it is about', async (t) => {
  const { told, assign } = await open(t, {})
  const ticket = await assign('退款 *一下* <@all>')
  await until(() => told.length === 1)
  t.match(told, [{
    kind: 'ticket.assigned', severity: 'info', title: `工单已分派 #${ticket.number}`, body: /退款 \\\*一下\\\* \\<@all\\>/, url: `http://127.0.0.1:3000/console/tickets/${ticket._id}`, id: /^n-[0-9a-f]+$/
  }])
})

t.test('only what the config names, and presses enough, is told, in its own words and language', async (t) => {
  const { hub, told, assign, isQuiet } = await open(t, { events: ['ticket.created', 'alert.raised'], from: 'warning', language: 'en', templates: { 'alert.raised': { title: 'Hey: {{source}}', body: '{{reason}}{{nothing}}' } } })
  await assign()
  await hub.desk.alerts.raise('robot', 'silent', { severity: 'critical', title: { zh: '没有消息', en: 'silent' }, reason: 'Nothing came' })
  await until(() => told.length === 1)
  await until(isQuiet)
  t.match(told, [{ kind: 'alert.raised', severity: 'critical', title: 'Hey: robot', body: 'Nothing came' }])
})

t.test('repeats gather and are told in one', async (t) => {
  const { hub, clock, told } = await open(t, { events: ['alert.raised'], groupSeconds: 60 })
  const raise = async () => { await hub.desk.alerts.raise('robot', 'silent', { severity: 'warning', title: { zh: '没有消息', en: 'silent' }, reason: 'x' }) }
  await raise()
  await until(() => told.length === 1)
  await hub.desk.alerts.resolve('robot', 'silent')
  for (let count = 0; count < 3; count++) {
    await raise()
    await until(async () => await hub.store.notices.countDocuments({}) === count + 1)
    await hub.desk.alerts.resolve('robot', 'silent')
  }
  t.equal(told.length, 1)
  clock.advance(60_000)
  await until(() => told.length === 2)
  t.match(told[1], { title: '告警：没有消息 ×3', kind: 'alert.raised' })
})

t.test('in quiet hours people sleep, unless it is critical; in the morning they read one', async (t) => {
  const { hub, clock, told, assign } = await open(t, { events: ['ticket.assigned', 'alert.raised'], quietHours: { from: '22:00', to: '09:30', timeZone: 'Asia/Shanghai' } })
  await assign('a')
  await assign('b')
  await until(async () => await hub.store.notices.countDocuments({}) === 2)
  await hub.desk.alerts.raise('robot', 'down', { severity: 'critical', title: { zh: '停了', en: 'down' }, reason: 'x' })
  await until(() => told.length === 1)
  t.match(told, [{ severity: 'critical' }])
  clock.advance(89 * 60_000)
  t.equal(told.length, 1)
  clock.advance(60_000)
  await until(() => told.length === 3)
  t.match(told.slice(1).map(({ kind }) => kind), ['ticket.assigned', 'ticket.assigned'])
})

t.test('a target that may be written to twice a minute gets a digest', async (t) => {
  const { hub, clock, told, assign, isQuiet } = await open(t, {}, { notifications: 2, perMs: 60_000 })
  await assign('first')
  await until(() => told.length === 1)
  for (let count = 0; count < 40; count++) await assign(`ticket ${count}`)
  await until(async () => {
    clock.advance(1000)
    return await hub.store.notices.countDocuments({}) === 0 && await isQuiet()
  })
  t.ok(told.length <= 8, `${told.length} notifications of 41 events`)
  t.ok(told.some(({ kind, body }) => kind === 'digest' && body.includes('- [')))
})

t.test('what a target refuses for good stands in the dead letters', async (t) => {
  const { hub, assign, fail, told } = await open(t, {})
  fail(new Rejected('the robot was removed from its group'))
  await assign()
  await until(async () => (await hub.desk.deadLetters.list({ limit: 10 })).items.length > 0)
  const { items: [letter] } = await hub.desk.deadLetters.list({ limit: 10 })
  t.match(letter, { target: 'notice:robot', reason: 'the robot was removed from its group' })
  fail()
  await hub.desk.deadLetters.retry(letter?.id ?? '')
  await hub.pipeline.work('outbox', 'notice:robot')
  t.equal(told.length, 1)
})

t.test('without a time to gather in, each is told by itself', async (t) => {
  const { hub, clock, told, assign } = await open(t, { events: ['ticket.changed'], groupSeconds: 0, quietHours: { from: '22:00', to: '09:30', timeZone: 'Asia/Shanghai' } })
  const ticket = await assign()
  await hub.desk.tickets.change(ticket._id, { priority: 'high' }, by)
  await hub.desk.tickets.change(ticket._id, { priority: 'low' }, by)
  await until(async () => await hub.store.notices.countDocuments({}) === 2)
  clock.advance(91 * 60_000)
  await until(() => told.length === 2)
  t.match(told, [{ title: `工单有变化 #${ticket.number}` }, { title: `工单有变化 #${ticket.number}` }])
})

t.test('what others wrote is text in a body, and plain in a title', async (t) => {
  const { told, assign } = await open(t, { templates: { 'ticket.assigned': { title: '{{subject}}', body: '{{subject}}' } } })
  await assign('退款 *一下* <@all>')
  await until(() => told.length === 1)
  t.match(told, [{ title: '退款 *一下* <@all>', body: '退款 \\*一下\\* \\<@all\\>' }])
})

t.test('the reason of a failure is text, too', (t) => {
  const notice = toWords({ name: 'message.failed', id: 'e', at: new Date(0), payload: { message: { id: 'm', channel: 'shop', delivery: { reason: 'refused [click](http://x)' } } } } as never, { language: 'en', templates: {} })
  t.equal(notice.body, 'Channel shop: refused \\[click\\]\\(http://x\\)')
  t.end()
})
