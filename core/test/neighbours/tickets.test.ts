import t from 'tap'
import type { Test } from 'tap'
import type { TicketActor } from '@kefuhub/contract'
import { createTestChannel, inbound } from '../support/channel.js'
import { cutAfter } from '../support/die-after.js'
import { createTestHub, type TestHub } from '../support/hub.js'
import { REFUNDS } from '../support/tickets.js'
import { FakeDeskSystem } from './fake-desk-system.js'
import { until } from './until.js'

const by: TicketActor = { kind: 'agent', id: 'lin', name: '林' }
const WINDOW = { trigger: 'message', sends: 5, durationMs: 1e12, reopens: { zh: '再次发送', en: 'writes again' } }

async function open (t: Test, options: { tickets?: object, windows?: object[], out?: object, delivery?: object } = {}) {
  const desk = new FakeDeskSystem()
  const { tickets = {}, windows = [], out = {}, delivery = {} } = options
  const channel = createTestChannel({ replyWindows: windows as never, out: { text: {}, ...out } })
  const hub = await createTestHub(t, {
    config: { tickets: REFUNDS as never, delivery: delivery as never },
    plugins: [{ id: 'shop', module: channel.definition as never }, { id: 'desk', module: desk.plugin({ ticketChanges: async () => ({ tickets: desk.pages.shift() ?? [], cursor: 'c', more: desk.pages.length > 0 }) }), tickets }]
  })
  hub.start()
  return { hub, desk, channel }
}

async function meet ({ hub, channel }: Awaited<ReturnType<typeof open>>) {
  await channel.hub.receive(inbound({ content: { type: 'text', text: '我要退款' } }))
  await until(async () => (await hub.desk.inbox.list({ limit: 1 })).items.length > 0)
  const { items: [conversation] } = await hub.desk.inbox.list({ limit: 1 })
  if (conversation === undefined) throw new Error('there is one')
  return conversation
}

const create = async (hub: TestHub, more: object = {}) => await hub.desk.tickets.create({ type: 'refund', subject: '退款', fields: { amount: 199 }, by, ...more })

t.test('a ticket and its changes get into the other system, and where it is there is seen here', async (t) => {
  const { hub, desk } = await open(t, { tickets: { fields: { refund_amount: 'ticket.fields.amount', kind: '"hub-" & ticket.type' } } })
  const ticket = await create(hub)
  await until(() => desk.tickets.has(ticket._id))
  t.match(desk.tickets.get(ticket._id), { key: ticket._id, fields: { refund_amount: 199, kind: 'hub-refund' }, ticket: { number: ticket.number }, contact: { name: '客户' } })
  await until(async () => (await hub.desk.tickets.get(ticket._id)).copies.length > 0)
  t.match((await hub.desk.tickets.get(ticket._id)).copies, [{ target: 'desk', externalId: 'E1', externalNumber: '#E1', url: 'https://desk.test/E1' }])
  await hub.desk.tickets.change(ticket._id, { priority: 'urgent' }, by)
  await hub.desk.ticketComments.add(ticket._id, { by, text: 'please hurry', isPublic: false })
  await until(() => desk.tickets.get(ticket._id)?.comments.length === 1)
  t.match(desk.tickets.get(ticket._id), { externalId: 'E1', ticket: { priority: 'urgent' }, comments: [{ text: 'please hurry', isPublic: false }] })
  t.equal(desk.tickets.size, 1)
})

t.test('whatever goes wrong there, the ticket is there once in the end; a refusal is seen and waits for a person', async (t) => {
  const { hub, desk } = await open(t)
  desk.troubles.push('busy', 'lost', 'busy')
  const ticket = await create(hub)
  await until(async () => (await hub.neighbours.tickets.exporter.states(ticket._id))[0]?.revision === 1)
  t.equal(desk.tickets.size, 1)
  t.match((await hub.neighbours.tickets.exporter.states(ticket._id))[0], { externalId: 'E1', error: undefined })
  desk.troubles.push('refused')
  const refused = await create(hub)
  await until(async () => (await hub.neighbours.tickets.exporter.failures('desk')).length > 0)
  t.match(await hub.neighbours.tickets.exporter.failures('desk'), [{ ticket: refused._id, error: { code: 'KH_ERR_DELIVERY_REJECTED', message: /amount/ } }])
  await until(async () => (await hub.desk.deadLetters.list({ limit: 10 })).items.length > 0)
  const { items: [letter] } = await hub.desk.deadLetters.list({ limit: 10 })
  await hub.desk.deadLetters.retry(letter?.id ?? '')
  await hub.pipeline.work('outbox', letter?.target ?? '')
  t.equal(desk.tickets.size, 2)
  t.same(await hub.neighbours.tickets.exporter.failures('desk'), [])
})

/** A ticket that the system refused once, and then whenever it changed since. */
async function refuse ({ hub, desk }: Awaited<ReturnType<typeof open>>, times = 1) {
  const letters = async () => (await hub.desk.deadLetters.list({ limit: 10 })).items
  desk.troubles.push('refused')
  const ticket = await create(hub)
  await until(async () => (await letters()).length === 1)
  for (let time = 2; time <= times; time++) {
    desk.troubles.push('refused')
    await hub.desk.tickets.change(ticket._id, { subject: `退款 ${time}` }, by)
    await until(() => desk.calls === time)
    await until(async () => (await letters())[0]?.id.includes(`${ticket._id}.${time}`) === true)
  }
  return { ticket: await hub.desk.tickets.get(ticket._id), letters, state: async () => await hub.neighbours.tickets.exporter.state('desk', ticket._id) }
}

t.test('what was refused is tried again when somebody wants that, and what was given up is no second way', async (t) => {
  const stand = await open(t)
  const { hub, desk } = stand
  const { ticket, letters, state } = await refuse(stand, 3)
  t.match(await letters(), [{ id: /ticket\.changed/ }], 'the last try has taken over from those before')
  await hub.neighbours.tickets.retry('desk', ticket)
  await until(async () => (await state())?.exportedAt !== undefined)
  await until(async () => await hub.store.outbox.countDocuments() === 0)
  t.match(desk.tickets.get(ticket._id), { ticket: { subject: '退款 3' }, writes: 1 })
  t.match(await state(), { error: undefined })
  t.same(await letters(), [])
  await hub.neighbours.tickets.retry('desk', await hub.desk.tickets.get(ticket._id))
  t.equal(await hub.store.outbox.countDocuments({ queue: 'event:desk.retried-tickets' }), 0, 'what is there already is no work')
  t.equal(desk.calls, 4)
})

t.test('what is refused again is one dead letter, which the next wish takes up; many wishes are one', async (t) => {
  const stand = await open(t)
  const { hub, desk } = stand
  const { ticket, letters, state } = await refuse(stand)
  for (const tries of [2, 3]) {
    desk.troubles.push('refused')
    await Promise.all([1, 2, 3].map(async () => { await hub.neighbours.tickets.retry('desk', ticket) }))
    await until(async () => (await letters()).length === 1 && (await hub.store.outbox.exists({ due: { $exists: true } })) === null && desk.calls >= tries)
    t.match(await letters(), [{ target: 'event:desk.retried-tickets', attempts: 1, code: 'KH_ERR_DELIVERY_REJECTED' }])
    t.match((await state())?.error, { isRetried: undefined })
  }
  t.equal(desk.calls, 3)
  await hub.desk.tickets.change(ticket._id, { subject: '换货' }, by)
  await until(() => desk.tickets.size === 1)
  await until(async () => await hub.store.outbox.countDocuments() === 0)
  t.same(await letters(), [], 'a change that got there has done it')
})

t.test('a wish outlives a process that dies between any two writes, and makes no second ticket', async (t) => {
  const stand = await open(t)
  const { desk } = stand
  const { ticket } = await refuse(stand)
  await stand.hub.close()
  const hub = await createTestHub(t, { config: { tickets: REFUNDS as never }, store: stand.hub.testStore, plugins: [{ id: 'desk', module: desk.plugin(), tickets: {} }] })
  const { store, neighbours } = hub
  t.notOk(await cutAfter(hub, 1, async () => { await neighbours.tickets.retry('desk', ticket) }), 'it died before the wish was noted')
  const wish = `ticket-retry:${ticket._id}>desk.retried-tickets`
  let deaths = 0
  while (!await cutAfter(hub, deaths, async () => { await hub.pipeline.work('outbox', 'event:desk.retried-tickets') })) {
    deaths++
    // What the dead one had is free after a while.
    await store.outbox.updateMany({ claim: { $exists: true } }, { $set: { due: new Date(0) } })
    await store.ticketExports.updateMany({}, { $unset: { claim: 1, claimUntil: 1 } })
    t.ok(await store.outbox.exists({ _id: wish }) ?? (await neighbours.tickets.exporter.state('desk', ticket._id))?.exportedAt, 'the wish is there until it is fulfilled')
  }
  t.ok(deaths > 5, `it died ${deaths} times`)
  t.match(await neighbours.tickets.exporter.state('desk', ticket._id), { externalId: 'E1', exportedAt: Date, error: undefined })
  t.match((await hub.desk.tickets.get(ticket._id)).copies, [{ target: 'desk', externalId: 'E1' }])
  t.equal(desk.tickets.size, 1)
  t.equal(await store.outbox.countDocuments(), 0)
})

t.test('a ticket that a process died with is there once it is free again, however few the tries', async (t) => {
  const { hub, desk } = await open(t, { delivery: { attempts: 1 } })
  const ticket = await create(hub)
  await until(() => desk.tickets.has(ticket._id))
  await until(async () => await hub.store.outbox.countDocuments() === 0)
  await hub.store.ticketExports.updateOne({ _id: `desk:${ticket._id}` }, { $set: { claim: 'a dead one', claimUntil: new Date(Date.now() + 120_000) } })
  await hub.desk.tickets.change(ticket._id, { subject: '换货' }, by)
  await until(async () => await hub.store.outbox.exists({ 'error.message': /just being written/, due: { $exists: true }, attempts: 0 }) !== null)
  await hub.store.ticketExports.updateOne({ _id: `desk:${ticket._id}` }, { $unset: { claim: 1, claimUntil: 1 } })
  await until(() => desk.tickets.get(ticket._id)?.ticket.subject === '换货')
})

t.test('only the types and statuses that the config names go there', async (t) => {
  const { hub, desk } = await open(t, { tickets: { from: ['approved'] } })
  const ticket = await create(hub)
  await hub.desk.tickets.change(ticket._id, { subject: '退货' }, by)
  await hub.desk.tickets.change(ticket._id, { status: 'approved' }, by)
  await until(() => desk.tickets.size === 1)
  t.equal(desk.tickets.get(ticket._id)?.ticket.status, 'approved')
})

t.test('what happens to it there happens here, once, in whatever order it is told, and the customer hears of it', async (t) => {
  const stand = await open(t, { tickets: { statuses: { 'refund paid': 'paid' } } })
  const { hub, desk, channel } = stand
  const conversation = await meet(stand)
  const ticket = await create(hub, { conversation: conversation.id, contact: conversation.contact })
  await until(async () => (await hub.desk.tickets.get(ticket._id)).copies.length > 0)
  const at = Date.now()
  await desk.hub?.ticketChanged(desk.news(ticket._id, 'refund paid', 'solved', { changedAt: new Date(at + 2000), comment: { text: '已打款', isPublic: true, by: '财务' } }))
  await desk.hub?.ticketChanged(desk.news(ticket._id, 'refund paid', 'solved', { changedAt: new Date(at + 2000), comment: { text: '已打款', isPublic: true, by: '财务' } }))
  await desk.hub?.ticketChanged(desk.news(ticket._id, 'in work', 'in-progress', { changedAt: new Date(at + 1000) }))
  await until(async () => (await hub.desk.ticketComments.latest(ticket._id)).length > 0)
  t.match(await hub.desk.tickets.get(ticket._id), { status: 'paid', state: 'solved', copies: [{ status: 'refund paid' }] })
  t.match(await hub.desk.ticketComments.latest(ticket._id), [{ text: '已打款', isPublic: true, by: { kind: 'system', id: 'desk', name: '财务' } }])
  await until(() => channel.sent.some(({ content }) => content.type === 'text' && content.text.includes('已到账')))
  t.match(channel.sent[1]?.content, { text: `退款 ${ticket.number} 已到账。` })
  t.match(channel.sent[0]?.content, { text: new RegExp(`我们收到了您的退款申请 ${ticket.number}`) })
  t.equal(channel.sent.length, 2, 'each step is told once')
})

t.test('what the other system repeats of our own writing moves nothing, and the customer is not told twice', async (t) => {
  const stand = await open(t, { tickets: { statuses: { open: 'received', 'refund paid': 'paid' } } })
  const { hub, desk, channel } = stand
  const conversation = await meet(stand)
  const ticket = await create(hub, { conversation: conversation.id, contact: conversation.contact })
  await until(async () => (await hub.desk.tickets.get(ticket._id)).copies.length > 0)
  await hub.desk.tickets.change(ticket._id, { status: 'approved' }, by)
  await until(() => desk.tickets.get(ticket._id)?.ticket.status === 'approved')
  await until(() => channel.sent.length === 2)
  const later = (ms: number) => new Date(Date.now() + ms)
  await desk.hub?.ticketChanged(desk.news(ticket._id, 'open', 'new', { eventKey: 'echo', changedAt: later(1000), comment: { text: 'seen', isPublic: false } }))
  await until(async () => (await hub.desk.ticketComments.latest(ticket._id)).length === 1)
  t.match(await hub.desk.tickets.get(ticket._id), { status: 'approved' }, 'the word that it had after our writing')
  await desk.hub?.ticketChanged(desk.news(ticket._id, 'refund paid', 'solved', { eventKey: 'move', changedAt: later(2000) }))
  await until(async () => (await hub.desk.tickets.get(ticket._id)).status === 'paid')
  await desk.hub?.ticketChanged(desk.news(ticket._id, 'open', 'new', { eventKey: 'back', changedAt: later(3000) }))
  await until(async () => (await hub.desk.tickets.get(ticket._id)).status === 'received')
  t.pass('what people do there is followed, also back')
})

t.test('news from before a move that is still on its way there come too late', async (t) => {
  const { hub, desk } = await open(t, { tickets: { statuses: { 'refund paid': 'paid' } } })
  const ticket = await create(hub)
  await until(async () => (await hub.desk.tickets.get(ticket._id)).copies.length > 0)
  await until(async () => (await hub.neighbours.tickets.exporter.state('desk', ticket._id))?.exportedAt !== undefined)
  await hub.store.ticketExports.updateOne({ ticket: ticket._id }, { $set: { claim: 'another process', claimUntil: new Date(Date.now() + 600_000) } })
  await hub.desk.tickets.change(ticket._id, { status: 'approved' }, by)
  await desk.hub?.ticketChanged(desk.news(ticket._id, 'refund paid', 'solved', { changedAt: new Date(Date.now() + 1000), comment: { text: 'seen', isPublic: false } }))
  await until(async () => (await hub.desk.ticketComments.latest(ticket._id)).length === 1)
  t.match(await hub.desk.tickets.get(ticket._id), { status: 'approved', copies: [{ status: 'refund paid' }] })
})

t.test('news of a ticket that the hub does not have are forgotten, and a poll keeps its place', async (t) => {
  const { hub, desk } = await open(t, { tickets: { pollMinutes: 1 } })
  const ticket = await create(hub)
  await until(async () => (await hub.desk.tickets.get(ticket._id)).copies.length > 0)
  desk.pages.push([desk.news('somebody else', 'open', 'new')], [desk.news(ticket._id, 'approved', 'in-progress', { changedAt: new Date(Date.now() + 1000) })])
  await hub.neighbours.jobs.want('ticket-poll:desk')
  await until(async () => (await hub.desk.tickets.get(ticket._id)).status === 'approved')
  t.match(await hub.neighbours.jobs.find('ticket-poll:desk'), { progress: { cursor: 'c' }, lastRun: { outcome: 'done' } })
})

t.test('where the window is closed a template is sent, and where there is none agents see that the customer was not told', async (t) => {
  const stand = await open(t, { windows: [{ ...WINDOW, sends: 1 }], out: { template: {} } })
  const { hub, channel } = stand
  const conversation = await meet(stand)
  const ticket = await create(hub, { conversation: conversation.id, contact: conversation.contact })
  await until(() => channel.sent.length === 1)
  await hub.desk.tickets.change(ticket._id, { status: 'approved' }, by)
  await until(() => channel.sent.length === 2)
  t.match(channel.sent[1]?.content, { type: 'template', template: 'T1', values: { thing1: '退款', amount2: '199' }, text: `退款 ${ticket.number} 已同意，金额 199。` })
  await hub.desk.tickets.change(ticket._id, { status: 'paid' }, by)
  await until(async () => (await hub.desk.ticketComments.latest(ticket._id)).length > 0)
  t.match(await hub.desk.ticketComments.latest(ticket._id), [{ isPublic: false, by: { kind: 'system', id: 'hub' }, text: /could not be told "Paid"/ }])
  t.equal(channel.sent.length, 2)
})
