import { createHmac } from 'node:crypto'
import { createFakeHub } from '@kefuhub/contract/testing'
import t, { type Test } from 'tap'
import plugin from '../../src/index.js'
import type { RestSystem } from '../../src/simulator/rest.js'
import type { SystemServer } from '../../src/simulator/server.js'
import { commentOf, failsAs, open, read, send, ticketOf } from '../open.js'
import { openRest, TICKETS, WEBHOOK } from '../samples/rest.js'
import { NOW_MS } from '../samples/stand.js'

const connection = { baseUrl: 'https://desk.test/api', auth: { bearer: { token: 'rest-test-token' } } }
const first = ({ system }: SystemServer<RestSystem>) => {
  const [ticket] = system.tickets.values()
  if (ticket === undefined) throw new RangeError('There is no ticket')
  return ticket
}

async function failsToStart (t: Test, tickets: object, expected: object, name: string): Promise<void> {
  await failsAs(t, createFakeHub(plugin, { rest: { connection, tickets } }), expected, name)
}

t.test('makes, changes and ends a ticket as the config says', async (t) => {
  const { hub, stand: { server } } = await open(t, openRest({ tickets: TICKETS }))
  const exported = await send(hub, ticketOf({ state: 'solved', priority: 'high' }, { fields: { shop: 'north' }, comments: [commentOf('a')] }))
  t.match(first(server), { ref: 'key-1', title: 'A zip is broken', state: 'done', prio: 'high', mail: 'li@mail.test', extra: { shop: 'north' }, notes: [{ text: /^Mei:\nword a\n\nref hub-c-/, author: 'Mei' }] })
  t.match(exported, { externalId: '1001', externalNumber: 'D-1001', url: 'https://desk.test/t/1001', status: 'done', state: 'solved' })
  server.system.move(1001, 'escalated')
  await send(hub, ticketOf({ state: 'in-progress' }, { externalId: '1001' }))
  t.equal(first(server).state, 'escalated', 'a word that is not known is in progress already')
})

t.test('does with a new ticket as much as must be', async (t) => {
  const { hub, stand: { server } } = await open(t, openRest({ tickets: TICKETS }))
  await send(hub, ticketOf())
  t.same(server.calls.map(({ method, path }) => `${method} ${path}`), ['GET /api/tickets', 'POST /api/tickets'])
})

t.test('without a call for changes, what is over is over from the start', async (t) => {
  const { update: _update, comment: _comment, attachment: _attachment, ...tickets } = TICKETS
  const { hub, stand: { server } } = await open(t, openRest({ tickets: { ...tickets, changes: { ...tickets.changes, comments: true } } }))
  const { cursor } = await read(hub)
  const file = { mediaId: 'gone', name: 'a.png', mimeType: 'image/png', bytes: 3 }
  await send(hub, ticketOf({ state: 'closed' }, { comments: [commentOf('a')], files: [file] }))
  t.match(first(server), { state: 'archived', notes: [], files: [] })
  t.match(await read(hub, cursor), { tickets: [{ status: 'archived', state: 'closed' }] })
})

t.test('looks once more where a call for changes answers nothing', async (t) => {
  const { hub, stand: { server } } = await open(t, openRest({ tickets: { ...TICKETS, update: { ...TICKETS.update, answer: 'nothing' } } }))
  await send(hub, ticketOf())
  t.match(await send(hub, ticketOf({ state: 'on-hold' }, { externalId: '1001' })), { status: 'parked', state: 'on-hold' })
  t.equal(server.calls.at(-1)?.method, 'GET')
})

t.test('trusts a system that does a call once', async (t) => {
  const { find: _find, changes: _changes, ...rest } = TICKETS
  const tickets = {
    ...rest,
    create: { ...rest.create, idempotencyHeader: 'Idempotency-Key' },
    comment: { request: rest.comment.request, idempotencyHeader: 'Idempotency-Key' },
    attachment: { request: { method: 'POST', path: '/tickets/{{externalId}}/notes', body: '{ "text": $file.name & " " & $file.base64 }' }, idempotencyHeader: 'Idempotency-Key' }
  }
  const { hub, stand: { server } } = await open(t, openRest({ tickets }))
  t.equal(hub.instance.ticketChanges, undefined)
  const { id: mediaId = '' } = await hub.media.put(Buffer.from('abc'), {})
  const ticket = ticketOf({}, { comments: [commentOf('a')], files: [{ mediaId, name: 'a.png', mimeType: 'image/png', bytes: 3 }, { mediaId: 'gone', name: 'b.png', mimeType: 'image/png', bytes: 3 }] })
  for (let round = 0; round < 3; round++) t.match(await send(hub, ticket), { externalId: '1001' })
  t.equal(server.system.tickets.size, 1)
  t.match(first(server).notes.map(({ text }) => text), ['Mei:\nword a', 'a.png YWJj'], 'no marks where nothing is read')
})

t.test('says at start what is wrong in the config', async (t) => {
  const { find: _find, ...unfound } = TICKETS
  await failsToStart(t, unfound, { code: 'TICKET_ERR_REST_TWICE', message: /rest\/tickets\/create makes .* give find beside it, or idempotencyHeader/ }, 'no way to find a ticket')
  await failsToStart(t, { ...TICKETS, comment: { request: TICKETS.comment.request } }, { code: 'TICKET_ERR_REST_TWICE', message: /rest\/tickets\/comment/ }, 'no way to find a comment')
  await failsToStart(t, { ...TICKETS, attachment: { request: TICKETS.attachment.request } }, { code: 'TICKET_ERR_REST_TWICE', message: /rest\/tickets\/attachment/ }, 'no way to find a file')
  await failsToStart(t, { ...TICKETS, ticket: '{ "externalId": ' }, { code: 'KH_ERR_REST_EXPRESSION', message: /rest\/tickets\/ticket/ }, 'half an expression')
  await failsToStart(t, { ...TICKETS, read: { request: { method: 'GET', path: '/tickets/{{id}}' } } }, { code: 'KH_ERR_REST_TEMPLATE', message: /rest\/tickets\/read\/request/ }, 'a name that is not known')
  await failsToStart(t, { ...TICKETS, webhook: { ...WEBHOOK, secret: 'not-of-standard-webhooks' } }, { code: 'TICKET_ERR_REST_SECRET', message: /rest\/tickets\/webhook\/secret/ }, 'another secret')
  await failsToStart(t, { ...TICKETS, webhook: { ...WEBHOOK, news: '(' } }, { code: 'KH_ERR_REST_EXPRESSION', message: /rest\/tickets\/webhook\/news/ }, 'half an expression for news')
})

t.test('an answer that the expression does not fit is in doubt after a write, and wrong after a read', async (t) => {
  const { hub, stand: { server } } = await open(t, openRest({ tickets: { ...TICKETS, create: { ...TICKETS.create, answer: 'nothing.here' } } }))
  t.match(await send(hub, ticketOf()), { externalId: '1001' }, 'found by its key')
  server.system.tickets.clear()
  server.system.manners.busy = { status: 200, body: { tickets: [] } }
  server.faults.fail('busy', 'read', 2)
  await failsAs(t, send(hub, ticketOf({}, { key: 'key-2' })), { verdict: 'uncertain', message: /rest\/tickets\/ticket gave no externalId/ })
  server.system.manners.busy = { status: 200, body: { data: { state: 'open' } } }
  server.faults.fail('busy', 'read', 1)
  await failsAs(t, send(hub, ticketOf({}, { externalId: '1001' })), { verdict: 'rejected', message: /rest\/tickets\/ticket gave no externalId/ })
  const { hub: other } = await open(t, openRest({ tickets: { ...TICKETS, create: { ...TICKETS.create, answer: '$number("x")' } } }))
  t.match(await send(other, ticketOf()), { externalId: '1001' }, 'an expression that fails')
})

t.test('takes only the ticket with the key from a loose search', async (t) => {
  const { hub, stand: { server } } = await open(t, openRest({ tickets: { ...TICKETS, find: { request: { method: 'GET', path: '/tickets' }, items: 'tickets' } } }, { pageSize: 50 }))
  await send(hub, ticketOf({}, { key: 'key-2' }))
  t.match(await send(hub, ticketOf()), { externalId: '1002' })
  t.match(await send(hub, ticketOf()), { externalId: '1002' })
  t.equal(server.system.tickets.size, 2)
})

t.test('a search that says that there is nothing finds nothing', async (t) => {
  const { hub, stand: { server } } = await open(t, openRest({ tickets: { ...TICKETS, find: { request: { method: 'GET', path: '/nothing/{{key}}' }, items: '$' } } }))
  await send(hub, ticketOf())
  t.equal(server.system.tickets.size, 1)
})

t.test('a file is there already when its name and size are', async (t) => {
  const { hub, stand: { server } } = await open(t, openRest({ tickets: TICKETS }))
  const { id: mediaId = '' } = await hub.media.put(Buffer.from('abc'), {})
  const file = { mediaId, name: 'a.png', mimeType: 'image/png', bytes: 3 }
  for (let round = 0; round < 2; round++) await send(hub, ticketOf({}, { files: [file] }))
  t.equal(first(server).files.length, 1)
  const { id: other = '' } = await hub.media.put(Buffer.from('abcd'), {})
  await send(hub, ticketOf({}, { files: [file, { ...file, mediaId: other, bytes: 4 }] }))
  t.equal(first(server).files.length, 2)
})

t.test('several pieces of news in one call keep apart, and what cannot be read is refused', async (t) => {
  const webhook = { kind: 'sha256', secret: 'a-secret-for-tests', deliveryHeader: 'X-Delivery', news: 'events.{ "externalId": id, "status": state, "eventKey": key, "comment": words ? { "text": words } }' }
  const { hub } = await open(t, openRest({ tickets: { ...TICKETS, webhook } }))
  const post = (payload: object, delivery = '') => {
    const body = JSON.stringify(payload)
    const headers = { 'x-hub-signature-256': createHmac('sha256', 'a-secret-for-tests').update(body).digest('hex'), ...(delivery !== '' && { 'x-delivery': delivery }) }
    return hub.inject({ method: 'POST', url: `${hub.prefix}/webhook`, headers, payload: body })
  }
  t.equal((await post({ events: [{ id: 1, state: 'done' }, { id: 2, state: 'open', words: 'Hello' }, { id: 3, state: 'open', key: 'e-3' }] }, 'd-1')).statusCode, 204)
  t.match(hub.ticketNews, [
    { externalId: '1', eventKey: 'delivery-d-1-0', state: 'solved', changedAt: new Date(NOW_MS) },
    { externalId: '2', eventKey: 'comment-delivery-d-1-1', comment: { text: 'Hello', isPublic: false } },
    { externalId: '3', eventKey: 'e-3' }
  ])
  await post({ events: [{ id: 4, state: 'done' }] })
  t.match(hub.ticketNews[3], { eventKey: /^body-[0-9a-f]{64}$/ })
  t.equal((await post({ other: true })).statusCode, 204, 'something else')
  t.equal((await post({ events: Array.from({ length: 101 }, (_, id) => ({ id, state: 'done' })) })).statusCode, 400, 'too many')
  t.equal((await post({ events: [{ id: 5 }] })).statusCode, 400, 'no status')
  const { hub: strict } = await open(t, openRest({ tickets: { ...TICKETS, webhook: { ...webhook, news: '$number(id)' } } }))
  const body = '{"id":"x"}'
  const headers = { 'x-hub-signature-256': createHmac('sha256', 'a-secret-for-tests').update(body).digest('hex') }
  t.equal((await strict.inject({ method: 'POST', url: `${strict.prefix}/webhook`, headers, payload: body })).statusCode, 400, 'an expression that fails')
})
