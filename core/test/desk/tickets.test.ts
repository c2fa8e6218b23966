import t from 'tap'
import type { TicketActor } from '@kefuhub/contract'
import { openDesk } from './stand.js'

const { clock, tickets, groups, store, openOther } = await openDesk(t)
const by: TicketActor = { kind: 'agent', id: 'lin', name: '林' }
const refund = { type: 'refund', subject: '退款', fields: { amount: 199 }, by }
const untoldOf = async (id: string) => (await tickets.get(id)).untold

t.test('a ticket begins with the first status of its type, gets a number, and its time runs', async (t) => {
  const ticket = await tickets.create({ ...refund, contact: 'k1', conversation: 'c1', messages: ['m1'], order: { source: 'odoo', id: '7', number: 'S00007' } })
  t.match(ticket, {
    number: /^\d{4,}$/, status: 'received', state: 'new', priority: 'normal', fields: { amount: 199 }, contact: 'k1', conversation: 'c1', messages: ['m1'], createdBy: by, revision: 1, copies: []
  })
  t.equal(ticket.dueAt?.getTime(), clock.now() + 3_600_000)
  t.equal(ticket.watchAt?.getTime(), clock.now() + 1_800_000, 'looked at half an hour before')
  t.match(ticket.untold, [{ revision: 1, changes: [] }])
  const next = await tickets.create({ ...refund, priority: 'urgent' })
  t.equal(Number(next.number), Number(ticket.number) + 1)
  t.equal(next.dueAt?.getTime(), clock.now() + 600_000)
  t.equal(next.watchAt?.getTime(), next.dueAt?.getTime(), 'so close to its end that only the end is left')
  t.match(await tickets.get(ticket.number), { _id: ticket._id }, 'found by its number')
  await t.rejects(tickets.get('none'), { code: 'KH_ERR_TICKET_NOT_FOUND' })
})

t.test('what the type does not allow is refused, and says which field', async (t) => {
  const make = async (fields: object) => await tickets.create({ ...refund, fields: fields as never })
  await t.rejects(tickets.create({ ...refund, type: 'nothing' }), { code: 'KH_ERR_TICKET_TYPE_UNKNOWN', message: /refund/ })
  for (const [fields, name] of [
    [{}, 'amount'], [{ amount: null }, 'amount'], [{ amount: '5' }, 'amount'], [{ amount: NaN }, 'amount'], [{ amount: 1, other: 2 }, 'other'], [{ amount: 1, reason: 'x' }, 'reason'],
    [{ amount: 1, boughtOn: 'yesterday' }, 'boughtOn'], [{ amount: 1, boughtOn: '2026-13-01' }, 'boughtOn'], [{ amount: 1, isPaid: 'yes' }, 'isPaid'], [{ amount: 1, note: '12345678901' }, 'note'], [{ amount: 1, note: 5 }, 'note']
  ] as const) await t.rejects(make(fields), { code: 'KH_ERR_TICKET_FIELD_INVALID', message: new RegExp(name) }, JSON.stringify(fields))
  const full = { amount: 1.5, reason: 'wrong', boughtOn: '2026-11-25', isPaid: false, note: '好' }
  t.strictSame((await make(full)).fields, full)
  t.strictSame((await make({ amount: 1, note: '' })).fields, { amount: 1 }, 'nothing is kept of nothing')
})

t.test('the same key makes one ticket, however many ask at once', async (t) => {
  const other = await openOther()
  const made = await Promise.all([1, 2, 3, 4].map((each) => (each % 2 === 0 ? tickets : other.tickets).create({ ...refund, key: 'rule:m9' })))
  t.equal(new Set(made.map(({ _id }) => _id)).size, 1)
  t.equal(await store.tickets.countDocuments({ key: 'rule:m9' }), 1)
  t.equal((await tickets.create({ ...refund, fields: {}, key: 'rule:m9' }))._id, made[0]?._id, 'also where the config would refuse it today')
})

t.test('a status follows the way of its type, and settles the ticket at its end', async (t) => {
  const { _id: id } = await tickets.create(refund)
  await t.rejects(tickets.change(id, { status: 'paid' }, by), { code: 'KH_ERR_TICKET_STATUS_ORDER', message: /received.*paid/ })
  await t.rejects(tickets.change(id, { status: 'lost' }, by), { code: 'KH_ERR_TICKET_STATUS_UNKNOWN', message: /approved/ })
  t.match(await tickets.change(id, { status: 'approved' }, by), { status: 'approved', state: 'in-progress', revision: 2, settledAt: undefined })
  const paid = await tickets.change(id, { status: 'paid' }, by)
  t.match(paid, { status: 'paid', state: 'solved', settledAt: new Date(clock.now()), watchAt: undefined }, 'nobody watches its time any more')
  t.match(paid.history.map(({ changes }) => changes), [[], [{ part: 'status', from: 'received', to: 'approved' }], [{ part: 'status', from: 'approved', to: 'paid' }]])
  t.match(await tickets.change(id, { status: 'paid' }, by), { revision: 3 }, 'what is so already is no change')
})

t.test('a change names what differs, takes away what is null, and tells of each step once', async (t) => {
  const { id: group } = await groups.create('refunds')
  const { _id: id } = await tickets.create({ ...refund, group, dueAt: new Date(clock.now() + 60_000) })
  const changed = await tickets.change(id, { subject: '退款', priority: 'high', fields: { note: 'vip' }, group: null, dueAt: null, addMessages: ['m1', 'm1'], addFiles: [{ mediaId: 'f1', name: 'a.png', mimeType: 'image/png', bytes: 3 }] }, by)
  t.match(changed, { priority: 'high', fields: { amount: 199, note: 'vip' }, messages: ['m1', 'm1'], group: undefined, dueAt: undefined, watchAt: undefined })
  t.same(changed.history.at(-1)?.changes.map(({ part }) => part).sort(), ['dueAt', 'fields', 'files', 'group', 'messages', 'priority'])
  t.equal((await untoldOf(id)).length, 2)
  await t.rejects(tickets.change(id, { subject: 'x' }, by, 1), { code: 'KH_ERR_TICKET_CHANGED' })
  t.match(await tickets.change(id, { subject: 'x' }, by, 2), { subject: 'x', revision: 3 })
})

t.test('changes that come together all take effect', async (t) => {
  const { _id: id } = await tickets.create(refund)
  await Promise.all(['a', 'b', 'c', 'd', 'e'].map((message) => tickets.change(id, { addMessages: [message] }, by)))
  const ticket = await tickets.get(id)
  t.same([...ticket.messages].sort(), ['a', 'b', 'c', 'd', 'e'])
  t.equal(ticket.revision, 6)
})

t.test('another system may move a ticket where its own way does not lead; older news changes nothing', async (t) => {
  const { _id: id } = await tickets.create(refund)
  const zendesk: TicketActor = { kind: 'system', id: 'zendesk' }
  const copy = (status: string, atMs: number) => ({ target: 'zendesk', externalId: '35', status, changedAt: new Date(atMs) })
  t.match(await tickets.noteCopy(id, copy('new', 1000), {}, zendesk), { copies: [{ externalId: '35', status: 'new' }], status: 'received' })
  t.match(await tickets.noteCopy(id, copy('solved', 3000), { status: 'paid' }, zendesk), { copies: [{ status: 'solved' }], status: 'paid', state: 'solved' })
  t.match(await tickets.noteCopy(id, copy('open', 2000), { status: 'approved' }, zendesk), { copies: [{ status: 'solved' }], status: 'paid' }, 'older')
  t.match(await tickets.findCopy('zendesk', '35'), { _id: id })
  t.equal(await tickets.findCopy('zendesk', '36'), undefined)
})

t.test('lists by what an agent looks for, latest change first', async (t) => {
  const contact = 'k-list'
  const [one, two, three] = [await tickets.create({ ...refund, contact }), await tickets.create({ ...refund, contact, assignee: 'lin' }), await tickets.create({ ...refund, contact })]
  clock.advance(1000)
  await tickets.change(one._id, { status: 'refused' }, by)
  const idsOf = async (query: object) => (await tickets.list({ contact, limit: 10, ...query })).items.map(({ id }) => id)
  t.same(new Set(await idsOf({})), new Set([one._id, two._id, three._id]))
  t.equal((await idsOf({}))[0], one._id)
  t.same(new Set(await idsOf({ isOpen: true })), new Set([two._id, three._id]))
  t.same(await idsOf({ state: 'closed' }), [one._id])
  t.same(await idsOf({ assignee: 'lin' }), [two._id])
  const first = await tickets.list({ contact, limit: 2 })
  const rest = await tickets.list({ contact, limit: 2, cursor: first.next ?? '' })
  t.same([...first.items, ...rest.items].map(({ id }) => id).sort(), [one._id, two._id, three._id].sort())
})
