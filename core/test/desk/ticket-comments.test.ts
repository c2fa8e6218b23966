import t from 'tap'
import type { TicketActor } from '@kefuhub/contract'
import { openDesk } from './stand.js'

const { clock, tickets, ticketComments, store } = await openDesk(t)
const by: TicketActor = { kind: 'agent', id: 'lin', name: '林' }
const refund = { type: 'refund', subject: '退款', fields: { amount: 199 }, by }

t.test('a comment stands on its ticket once and is told of, also when the process dies in between', async (t) => {
  const { _id: id } = await tickets.create(refund)
  await ticketComments.add(id, { id: 'news:1', by, text: 'hello', isPublic: true })
  await ticketComments.add(id, { id: 'news:1', by, text: 'hello', isPublic: true })
  t.match(await ticketComments.latest(id), [{ _id: 'news:1', text: 'hello', isPublic: true, by, tell: undefined }])
  const ticket = await tickets.get(id)
  t.match(ticket.history.at(-1), { id: 'comment:news:1', changes: [{ part: 'comments', to: 'hello' }] })
  t.equal(ticket.revision, 2)
  await store.ticketComments.create({ _id: 'news:2', ticket: id, at: new Date(clock.now()), by, text: 'left over', isPublic: false, files: [], tell: true })
  const [, left] = await ticketComments.latest(id)
  if (left === undefined) return t.fail('it was written')
  await ticketComments.note(left)
  await ticketComments.note(left)
  t.equal((await tickets.get(id)).revision, 3)
  await t.rejects(ticketComments.add('none', { by, text: 'x', isPublic: false }), { code: 'KH_ERR_TICKET_NOT_FOUND' })
})

t.test('of many the latest are read, and after a place all that came later', async (t) => {
  const { _id: ticket } = await tickets.create(refund)
  const ids = Array.from({ length: 520 }, (_none, index) => `c${String(index).padStart(3, '0')}`)
  // Two share each moment.
  await store.ticketComments.insertMany(ids.map((_id, index) => ({ _id, ticket, at: new Date(Math.floor(index / 2)), by, text: _id, isPublic: false, files: [] })))
  t.same((await ticketComments.latest(ticket)).map(({ _id }) => _id), ids.slice(20))
  t.same((await ticketComments.after(ticket)).map(({ _id }) => _id), ids)
  t.same((await ticketComments.after(ticket, { at: new Date(5), id: 'c010' })).map(({ _id }) => _id), ids.slice(11))
})
