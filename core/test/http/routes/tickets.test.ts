import t from 'tap'
import type { InjectOptions } from 'fastify'
import { FakeDeskSystem } from '../../neighbours/fake-desk-system.js'
import { startConversation } from '../conversation-fixture.js'
import { openFixture } from '../hub-fixture.js'

const REFUND = { type: 'refund', subject: '退款', fields: { amount: 199 } }

async function openDesk (t: Parameters<typeof openFixture>[0]) {
  const fixture = await openFixture(t)
  const conversation = await startConversation(fixture)
  const cookie = await fixture.asPerson('agent')
  const call = async (method: 'GET' | 'POST' | 'PATCH', path: string, payload?: object, headers: object = {}) =>
    await fixture.app.inject({ method, url: `/api/v1${path}`, headers: { ...cookie, ...headers }, ...(payload !== undefined && { payload }) } as InjectOptions)
  return { ...fixture, conversation, call }
}

t.test('an agent makes a ticket of a conversation, changes it, and reads everything about it', async (t) => {
  const { call, conversation, media, store } = await openDesk(t)
  const file = await media.put(Buffer.from('receipt'), { name: 'receipt.txt', mimeType: 'text/plain' })
  const created = await call('POST', '/tickets', { ...REFUND, description: '收到的是坏的', conversation: conversation._id, messages: ['m1'], files: [{ mediaId: file.id, name: 'receipt.txt', mimeType: 'text/plain', bytes: 7 }], dueAt: '2026-12-01T00:00:00Z' })
  t.equal(created.statusCode, 201, created.body)
  const ticket = created.json()
  t.match(ticket, {
    number: /^\d+$/,
    status: 'received',
    state: 'new',
    conversation: conversation._id,
    contact: conversation.contact,
    revision: 1,
    dueAt: '2026-12-01T00:00:00.000Z',
    createdBy: { kind: 'agent', name: 'the agent' },
    files: [{ name: 'receipt.txt' }],
    history: [{ changes: [] }],
    comments: [],
    exports: []
  })
  const changed = await call('PATCH', `/tickets/${ticket.number}`, { revision: 1, status: 'approved', priority: 'high', dueAt: null })
  t.match(changed.json(), { status: 'approved', state: 'in-progress', priority: 'high', dueAt: undefined, revision: 2 }, changed.body)
  const photo = await media.put(Buffer.from('<script>'), { name: 'photo.html', mimeType: 'text/html' })
  const comment = await call('POST', `/tickets/${ticket.id}/comments`, { text: '已联系仓库', isPublic: true, files: [{ mediaId: photo.id, name: 'photo.html', mimeType: 'text/html', bytes: 8 }] })
  t.equal(comment.statusCode, 201, comment.body)
  const read = (await call('GET', `/tickets/${ticket.id}`)).json()
  t.match(read, { comments: [{ text: '已联系仓库', isPublic: true, by: { name: 'the agent' } }], history: [{}, { changes: [{ part: 'status', from: 'received', to: 'approved' }, { part: 'priority' }, { part: 'dueAt' }] }, { changes: [{ part: 'comments' }] }] })
  t.equal((await call('GET', `/tickets/${ticket.id}/files/${file.id}`)).body, 'receipt')
  const download = await call('GET', `/tickets/${ticket.number}/files/${photo.id}`)
  t.match({ status: download.statusCode, ...download.headers }, { status: 200, 'content-disposition': /^attachment/, 'x-content-type-options': 'nosniff', 'content-security-policy': /sandbox/ })
  const foreign = await media.put(Buffer.from('of somebody else'), {})
  t.equal((await call('GET', `/tickets/${ticket.id}/files/${foreign.id}`)).json().error.code, 'KH_ERR_MEDIA_NOT_FOUND', 'a file that is not on the ticket')
  const lines = await store.audit.find({ action: { $in: ['ticket.create', 'ticket.change'] } }).lean()
  t.same(lines.map(({ action }) => action).sort(), ['ticket.change', 'ticket.create'])
})

t.test('the same key makes one ticket', async (t) => {
  const { call } = await openDesk(t)
  const headers = { 'idempotency-key': 'form-1' }
  const [one, two] = [await call('POST', '/tickets', REFUND, headers), await call('POST', '/tickets', REFUND, headers)]
  t.equal(one.json().id, two.json().id)
})

t.test('lists are filtered, and mine are mine', async (t) => {
  const { call, desk } = await openDesk(t)
  const me = (await call('GET', '/session')).json().id as string
  await call('POST', '/tickets', { ...REFUND, assignee: me })
  await call('POST', '/tickets', REFUND)
  const countOf = async (query: string) => (await call('GET', `/tickets?${query}`)).json().items.length
  t.equal(await countOf('view=mine'), 1)
  t.equal(await countOf('view=open'), 2)
  t.equal(await countOf('type=refund&state=new'), 2)
  t.equal(await countOf('state=closed'), 0)
  t.equal((await desk.tickets.list({ limit: 1 })).items.length, 1)
  for (const [subject, dueAt] of [['late', '2026-01-02T00:00:00Z'], ['later', '2026-01-01T00:00:00Z'], ['in time', '2027-01-01T00:00:00Z']]) await call('POST', '/tickets', { ...REFUND, subject, dueAt })
  const { id: done } = (await call('POST', '/tickets', { ...REFUND, subject: 'done', dueAt: '2026-01-01T00:00:00Z' })).json()
  for (const status of ['approved', 'paid']) await call('PATCH', `/tickets/${done}`, { status })
  const subjectsOf = async (query: string) => (await call('GET', `/tickets?dueBefore=2026-06-01T00:00:00Z&${query}`)).json()
  t.match(await subjectsOf(''), { items: [{ subject: 'later' }, { subject: 'late' }], next: undefined }, 'the most urgent first, and nothing that is done')
  const first = await subjectsOf('limit=1')
  t.match(first, { items: [{ subject: 'later' }] })
  t.match(await subjectsOf(`limit=1&cursor=${first.next}`), { items: [{ subject: 'late' }], next: undefined })
  t.match((await call('GET', '/ticket-types')).json(), { items: [{ id: 'refund', fields: [{ name: 'amount', type: 'number', required: true }, {}, {}, {}, {}], statuses: [{ id: 'received', tellsCustomer: true, templates: [], next: ['approved', 'refused'] }, { id: 'approved', templates: ['shop'] }, {}, { id: 'refused', tellsCustomer: false, templates: [] }] }] })
})

t.test('what does not fit is refused with its code', async (t) => {
  const { call } = await openDesk(t)
  const { id } = (await call('POST', '/tickets', REFUND)).json()
  const cases: Array<[Awaited<ReturnType<typeof call>>, number, string]> = [
    [await call('POST', '/tickets', { ...REFUND, fields: {} }), 422, 'KH_ERR_TICKET_FIELD_INVALID'],
    [await call('POST', '/tickets', { ...REFUND, type: 'none' }), 422, 'KH_ERR_TICKET_TYPE_UNKNOWN'],
    [await call('POST', '/tickets', { ...REFUND, subject: ' ' }), 400, 'KH_ERR_API_INPUT'],
    [await call('POST', '/tickets', { ...REFUND, extra: 1 }), 400, 'KH_ERR_API_INPUT'],
    [await call('POST', '/tickets', { ...REFUND, conversation: 'none' }), 404, 'KH_ERR_CONVERSATION_NOT_FOUND'],
    [await call('POST', '/tickets', { ...REFUND, contact: 'none' }), 404, 'KH_ERR_CONTACT_NOT_FOUND'],
    [await call('POST', '/tickets', { ...REFUND, assignee: 'none' }), 404, 'KH_ERR_AGENT_NOT_FOUND'],
    [await call('POST', '/tickets', { ...REFUND, group: 'none' }), 404, 'KH_ERR_GROUP_NOT_FOUND'],
    [await call('POST', '/tickets', { ...REFUND, files: [{ mediaId: 'none', name: 'a', mimeType: 'a/b', bytes: 1 }] }), 404, 'KH_ERR_MEDIA_NOT_FOUND'],
    [await call('PATCH', `/tickets/${id}`, { status: 'paid' }), 409, 'KH_ERR_TICKET_STATUS_ORDER'],
    [await call('PATCH', `/tickets/${id}`, { status: 'lost' }), 422, 'KH_ERR_TICKET_STATUS_UNKNOWN'],
    [await call('PATCH', `/tickets/${id}`, { subject: 'x', revision: 7 }), 409, 'KH_ERR_TICKET_CHANGED'],
    [await call('PATCH', `/tickets/${id}`, { dueAt: 'soon' }), 400, 'KH_ERR_API_INPUT'],
    [await call('POST', `/tickets/${id}/comments`, { text: '' }), 400, 'KH_ERR_API_INPUT']
  ]
  for (const [response, status, code] of cases) t.match({ status: response.statusCode, code: response.json().error?.code }, { status, code }, response.body)
})

t.test('a ticket that could not be written elsewhere is due there again, once; what is there already is left', async (t) => {
  const { call, store, neighbours, woken } = await openDesk(t)
  const desk = new FakeDeskSystem()
  const config = { fields: {}, statuses: {}, pollMinutes: 0 }
  neighbours.addErp({ id: 'erp', module: desk.plugin(), tickets: config } as never, { exportTicket: async () => { throw new Error('never called here') } } as never)
  neighbours.addErp({ id: 'orders', module: desk.plugin(), tickets: config } as never, {} as never)
  const { id, number } = (await call('POST', '/tickets', REFUND)).json()
  const failed = { code: 'KH_ERR_DELIVERY_REJECTED', message: 'the field is not known', at: new Date() }
  await store.ticketExports.create({ _id: `erp:${id}`, target: 'erp', ticket: id, revision: 0, error: failed })
  t.match((await call('GET', `/tickets/${id}`)).json().exports, [{ target: 'erp', state: 'failed', code: failed.code, reason: failed.message }])
  for (const name of [id, number]) {
    const response = await call('POST', `/tickets/${name}/exports/erp/retry`)
    t.match({ status: response.statusCode, body: response.json() }, { status: 202, body: { id, exports: [{ target: 'erp', state: 'waiting', code: undefined, reason: undefined }] } }, response.body)
  }
  t.match(await store.outbox.find({}).lean(), [{ queue: 'event:erp.retried-tickets', trace: id, attempts: 0, due: Date }])
  t.match(woken, [['outbox', ['event:erp.retried-tickets']], ['outbox', ['event:erp.retried-tickets']]])
  t.match(await store.audit.find({ action: 'ticket.retryExport' }).lean(), [{ target: id, detail: { system: 'erp' } }, {}])
  t.match(await neighbours.tickets.exporter.failures('erp'), [{ ticket: id }], 'it stays a failure until it works')

  await store.outbox.deleteMany({})
  await store.ticketExports.updateOne({ _id: `erp:${id}` }, { $set: { exportedAt: new Date() }, $unset: { error: 1 } })
  t.match((await call('POST', `/tickets/${id}/exports/erp/retry`)).json(), { exports: [{ state: 'done' }] })
  t.equal(await store.outbox.countDocuments({}), 0)

  for (const [path, code] of [['none/exports/erp', 'KH_ERR_TICKET_NOT_FOUND'], [`${id}/exports/none`, 'KH_ERR_CONNECTION_NOT_FOUND'], [`${id}/exports/orders`, 'KH_ERR_CONNECTION_NOT_FOUND']]) {
    const response = await call('POST', `/tickets/${path}/retry`)
    t.match({ status: response.statusCode, code: response.json().error.code }, { status: 404, code })
  }
  t.equal(await store.audit.countDocuments({ action: 'ticket.retryExport' }), 3, 'what was wrong is in no log')
})
