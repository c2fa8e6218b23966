import t from 'tap'
import { FakeClock } from '@kefuhub/contract/testing'
import { defineErp, Type, type ErpInstance, type TicketActor, type TicketFilesJob, type TicketRow } from '@kefuhub/contract'
import { createTestHub } from '../support/hub.js'
import { createTestChannel, inbound } from '../support/channel.js'
import { REFUNDS } from '../support/tickets.js'
import { until } from './until.js'

const by: TicketActor = { kind: 'agent', id: 'lin', name: '林' }
const PHONE = '+8613800138000'

t.test('files get every ticket that changed, with its customer and comments, and what people call types and fields', async (t) => {
  const clock = new FakeClock(Date.UTC(2026, 0, 1))
  const channel = createTestChannel()
  const written: Array<{ job: TicketFilesJob, rows: TicketRow[] }> = []
  const exportFiles: ErpInstance['exportFiles'] = async (job, rows) => {
    const all: TicketRow[] = []
    for await (const row of rows) all.push(row)
    written.push({ job, rows: all })
    return []
  }
  // It takes nothing else: what a ticket is exported to changes it.
  const files = defineErp({
    name: 'files', contract: '^1', title: { zh: '工单文件', en: 'Ticket files' }, options: Type.Object({}, { additionalProperties: false }), setup: () => ({ exportFiles })
  })
  const hub = await createTestHub(t, {
    clock,
    config: { tickets: REFUNDS as never },
    plugins: [{ id: 'shop', module: channel.definition as never }, { id: 'files', module: files as never, tickets: {} }]
  })
  hub.start()
  await channel.hub.receive(inbound())
  await until(async () => (await hub.desk.contacts.list({ limit: 1 })).items.length > 0)
  const { items: [contact] } = await hub.desk.contacts.list({ limit: 1 })
  await hub.store.contacts.updateOne({ _id: contact?.id ?? '' }, { $set: { phones: [PHONE], name: '王' } })

  const first = await hub.desk.tickets.create({ type: 'refund', subject: '退款', fields: { amount: 199 }, by, contact: contact?.id ?? '' })
  for (const text of ['one', 'two']) await hub.desk.ticketComments.add(first._id, { by, text, isPublic: false })
  const doc = await hub.store.tickets.findById(first._id).lean().orFail()
  const { contact: _contact, ...bare } = doc
  await hub.store.tickets.insertMany(Array.from({ length: 204 }, (_, index) => ({ ...bare, _id: `copy-${String(index).padStart(3, '0')}`, number: `N${index}` })))
  await hub.desk.ticketComments.add('copy-203', { by, text: 'of the last', isPublic: true })

  // The hub reads other things meanwhile, but of one ticket at a time.
  const reads: number[] = []
  const model = hub.store.ticketComments as unknown as { find (filter: { ticket?: { $in?: unknown[] } }): unknown }
  const { find } = model
  model.find = (filter) => {
    if (filter.ticket?.$in !== undefined) reads.push(filter.ticket.$in.length)
    return find.call(model, filter)
  }
  clock.advance(24 * 3_600_000)
  await hub.neighbours.jobs.want('ticket-files:files')
  await hub.neighbours.jobs.runDue()
  // The hub itself may have come first.
  await until(async () => (await hub.neighbours.jobs.find('ticket-files:files'))?.lastRun?.outcome === 'done')
  const [{ job, rows } = { job: undefined, rows: [] }] = written
  t.equal(rows.length, 205)
  t.match(rows.find(({ ticket }) => ticket.id === first._id), { contact: { name: '王', phone: PHONE }, comments: [{ text: 'one' }, { text: 'two' }] })
  t.match(rows.find(({ ticket }) => ticket.id === 'copy-203'), { contact: { name: '' }, comments: [{ text: 'of the last' }] })
  t.same(rows.filter(({ ticket, comments }) => comments.length > 0 && ticket.id !== first._id).length, 1)
  t.match(job, {
    fieldNames: ['amount', 'reason', 'boughtOn', 'isPaid', 'note'],
    titles: { types: [{ id: 'refund', title: { zh: '退款', en: 'Refund' } }], fields: [{ name: 'amount', title: { zh: '金额', en: 'Amount' } }, { name: 'reason' }, {}, {}, {}] }
  })
  t.same(reads, [200, 5], 'the comments of a batch are read at once')
})
