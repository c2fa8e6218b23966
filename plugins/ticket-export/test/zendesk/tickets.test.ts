import t from 'tap'
import type { ZendeskSystem } from '../../src/simulator/zendesk.js'
import { CALLS_PER_MINUTE, OUR_SHARE } from '../../src/zendesk/facts.js'
import { recordInvalid } from '../../src/simulator/zendesk-errors.js'
import type { SystemServer } from '../../src/simulator/server.js'
import { commentOf, failsAs, open, read, send, ticketOf } from '../open.js'
import { openZendesk } from '../samples/zendesk.js'
import { NOW_MS } from '../samples/stand.js'

const first = ({ system }: SystemServer<ZendeskSystem>) => {
  const [ticket] = system.tickets.values()
  if (ticket === undefined) throw new RangeError('There is no ticket')
  return ticket
}
const calls = ({ calls }: SystemServer<ZendeskSystem>) => calls.map(({ method, path }) => `${method} ${path.replace('/api/v2', '').replace(/\d+/, 'N')}`)

t.test('makes a ticket with two calls, and says where it is', async (t) => {
  const { hub, stand: { server } } = await open(t, openZendesk())
  const exported = await send(hub, ticketOf({ priority: 'urgent', order: { source: 'erp', id: '1', number: 'KH-1001' } }, {
    contact: { id: 'contact-1', name: 'Li Lei', email: 'li@mail.test', phone: '+8613912345678' },
    fields: { 360001: 'gold', 360002: null, tags: 'wechat, vip', type: 'problem', group_id: '77' }
  }))
  const ticket = first(server)
  t.same(calls(server), ['GET /tickets', 'POST /tickets'])
  t.equal(server.calls[1]?.headers['idempotency-key'], 'key-1')
  t.match(ticket, {
    external_id: 'key-1',
    subject: 'A zip is broken',
    status: 'open',
    priority: 'urgent',
    type: 'problem',
    tags: ['wechat', 'vip'],
    more: { group_id: 77 },
    custom_fields: [{ id: 360001, value: 'gold' }, { id: 360002, value: null }],
    comments: [{ public: false }]
  })
  t.match(ticket.comments[0]?.body, /^The zip of my jacket is broken\n\nCustomer: Li Lei, \+8613912345678\nOrder: KH-1001\n\nref hub-k-/)
  t.match(exported, { externalId: String(ticket.id), externalNumber: String(ticket.id), url: `${server.url}/agent/tickets/${ticket.id}`, status: 'open', state: 'in-progress' })
})

t.test('whose the ticket is', async (t) => {
  const cases: Array<[string, object, object, object | undefined]> = [
    ['a known address', {}, { email: 'li@mail.test' }, { name: 'Li Lei', email: 'li@mail.test' }],
    ['none', {}, {}, undefined],
    ['one that is none', {}, { email: 'li at mail' }, undefined],
    ['a template', { customerEmail: '{contact}@customers.acme.test' }, {}, { name: 'Li Lei', email: 'contact-1@customers.acme.test' }],
    ['a template and an id that cannot stand in an address', { customerEmail: '{contact}@customers.acme.test' }, { id: 'a b@c' }, { email: /^[0-9a-f]{32}@customers\.acme\.test$/ }]
  ]
  for (const [name, options, contact, requester] of cases) {
    const { hub, stand: { server } } = await open(t, openZendesk(options))
    await send(hub, ticketOf({}, { contact: { id: 'contact-1', name: 'Li Lei', ...contact } }))
    const sent = JSON.parse(server.calls[1]?.body.toString() ?? '{}') as { ticket: { requester?: object } }
    if (requester === undefined) t.notOk(sent.ticket.requester, name)
    else t.match(sent.ticket.requester, requester, name)
  }
})

t.test('writes only what differs', async (t) => {
  const { hub, stand: { server } } = await open(t, openZendesk())
  const fields = { 360001: 'gold', tags: 'vip wechat', priority: 'low' }
  const { externalId } = await send(hub, ticketOf({}, { fields }))
  await send(hub, ticketOf({}, { externalId, fields: { ...fields, tags: 'wechat vip' } }))
  t.same(calls(server).slice(2), ['GET /tickets/N'], 'nothing differs')
  await send(hub, ticketOf({ state: 'waiting-customer', priority: 'high' }, { externalId, fields: { ...fields, 360001: 'silver' } }))
  t.same(JSON.parse(server.calls.at(-1)?.body.toString() ?? ''), { ticket: { status: 'pending', custom_fields: [{ id: 360001, value: 'silver' }] } }, 'a mapped priority is the one that counts')
  await send(hub, ticketOf({ state: 'new' }, { externalId, fields: {} }))
  t.equal(first(server).status, 'pending', 'nothing goes back to new')
})

t.test('refuses a mapping to what is the hub\'s own', async (t) => {
  const { hub } = await open(t, openZendesk())
  await failsAs(t, send(hub, ticketOf({}, { fields: { external_id: 'x' } })), { verdict: 'rejected', message: /'external_id' of Zendesk is written by the hub itself/ })
})

t.test('a ticket that is over gets its comments first', async (t) => {
  const { hub, stand: { server } } = await open(t, openZendesk())
  const exported = await send(hub, ticketOf({ state: 'closed' }, { comments: [commentOf('a', { isPublic: true })] }))
  t.match(first(server), { status: 'closed', comments: [{}, { public: true, body: /^Mei:\nword a/ }] })
  t.match(exported, { status: 'closed', state: 'closed' })
})

t.test('a closed ticket is followed up, once', async (t) => {
  const { hub, stand: { server } } = await open(t, openZendesk())
  const { externalId } = await send(hub, ticketOf({ state: 'closed' }, { comments: [commentOf('a')] }))
  await send(hub, ticketOf({ state: 'closed' }, { externalId, comments: [commentOf('a')] }))
  t.equal(server.system.tickets.size, 1, 'nothing new, no follow-up')
  const more = { externalId, comments: [commentOf('a'), commentOf('b')] }
  const next = await send(hub, ticketOf({}, more))
  t.equal((await send(hub, ticketOf({}, more))).externalId, next.externalId)
  t.equal(server.system.tickets.size, 2)
  t.match(server.system.tickets.get(Number(next.externalId)), { via_followup_source_id: Number(externalId), external_id: 'key-1', status: 'open', comments: [{}, { body: /word b/ }] })
  server.system.move(Number(next.externalId), 'closed')
  const third = await send(hub, ticketOf({}, { ...more, externalId: next.externalId }))
  t.match(server.system.tickets.get(Number(third.externalId)), { via_followup_source_id: Number(next.externalId) }, 'a follow-up of the follow-up')
})

t.test('a ticket that is closed between two calls is tried again', async (t) => {
  const { hub, stand: { server } } = await open(t, openZendesk())
  const { externalId } = await send(hub, ticketOf())
  server.system.manners.rejected = recordInvalid('status', 'Status: closed prevents ticket update')
  server.faults.fail('rejected', 'write', 1)
  await failsAs(t, send(hub, ticketOf({}, { externalId, comments: [commentOf('a')] })), { verdict: 'retry', message: /closed in Zendesk a moment ago/ })
})

t.test('finds out what became of a creation with another body', async (t) => {
  const { hub, stand: { server } } = await open(t, openZendesk())
  server.faults.fail('lost-answer', 'write', 1)
  await send(hub, ticketOf())
  t.equal(server.system.tickets.size, 1, 'an answer that got lost is looked for')
  const listed = [...server.system.tickets.values()]
  // The list does not show it for a while.
  server.system.tickets.clear()
  await failsAs(t, send(hub, ticketOf({ subject: 'Another subject' })), { verdict: 'uncertain', message: /earlier attempt/ })
  for (const ticket of listed) server.system.tickets.set(ticket.id, ticket)
  t.equal((await send(hub, ticketOf({ subject: 'Another subject' }))).externalId, String(listed[0]?.id))
  t.match(first(server), { subject: 'Another subject' })
})

t.test('uses the answer that Zendesk kept for the same key', async (t) => {
  const { hub, stand: { server } } = await open(t, openZendesk())
  await send(hub, ticketOf({}, { comments: [commentOf('a')] }))
  const [ticket] = server.system.tickets.values()
  server.system.tickets.clear()
  server.system.tickets.set(ticket?.id ?? 0, { ...ticket, external_id: null } as never)
  const { externalId } = await send(hub, ticketOf({}, { comments: [commentOf('a')] }))
  t.equal(externalId, String(ticket?.id))
  t.equal(first(server).comments.length, 2, 'its comment was there already')
})

t.test('waits while another call with the same key is under way', async (t) => {
  const { hub, stand: { server } } = await open(t, openZendesk())
  server.system.manners.rejected = { status: 409, body: { error: 'in-progress', description: 'The first request is in progress' } }
  server.faults.fail('rejected', 'write', 1)
  await failsAs(t, send(hub, ticketOf()), { verdict: 'retry', afterMs: 5000 })
})

t.test('says which field is wrong', async (t) => {
  const { hub } = await open(t, openZendesk())
  await failsAs(t, send(hub, ticketOf({}, { fields: { type: 'riddle' } })), { verdict: 'rejected', message: /Zendesk refused POST tickets: type: type: 'riddle' is not included/ })
})

t.test('keys that no header can hold are told by their mark', async (t) => {
  const { hub, stand: { server } } = await open(t, openZendesk())
  for (const key of ['工单-1', 'x'.repeat(300)]) {
    const { externalId } = await send(hub, ticketOf({}, { key }))
    t.equal((await send(hub, ticketOf({}, { key }))).externalId, externalId)
  }
  t.same([...server.system.tickets.values()].map(({ external_id: id }) => /^hub-k-[0-9a-f]{16}$/.test(id ?? '')), [true, true])
})

t.test('reads comments page by page', async (t) => {
  const { hub, stand: { server } } = await open(t, openZendesk())
  const { externalId } = await send(hub, ticketOf({}, { comments: [commentOf('a')] }))
  for (let index = 0; index < 250; index++) server.system.comment(Number(externalId), `word ${index}`)
  await send(hub, ticketOf({}, { externalId, comments: [commentOf('a')] }))
  t.equal(calls(server).filter((call) => call === 'GET /tickets/N/comments').length, 3)
  t.equal(first(server).comments.length, 252)
})

t.test('keeps the wait that Zendesk asks for when a ticket changes too often', async (t) => {
  const { hub, stand: { server } } = await open(t, openZendesk({}, { updatesPerTicket: 2, now: () => NOW_MS }))
  const comments = ['a', 'b', 'c'].map((id) => commentOf(id))
  await failsAs(t, send(hub, ticketOf({}, { comments })), { verdict: 'retry', afterMs: 600_000 })
  t.equal(first(server).comments.length, 3, 'what went goes on being there')
})

t.test('the plan says how many calls are made', async (t) => {
  t.ok(Object.values(CALLS_PER_MINUTE).every((calls) => Number.isInteger(calls * OUR_SHARE)))
  const { hub, stand: { server } } = await open(t, openZendesk({ callsPerMinute: 1 }))
  const hanging = send(hub, ticketOf())
  await hub.close()
  await failsAs(t, hanging, { verdict: 'retry' }, 'the second call has to wait for a minute, or for the hub to stop')
  t.ok(server.calls.length <= 1)
})

t.test('an OAuth token goes without an address', async (t) => {
  const { hub, stand: { server } } = await open(t, openZendesk({ email: undefined }, { email: undefined as never }))
  await send(hub, ticketOf())
  t.equal(server.calls[0]?.headers.authorization, 'Bearer zendesk-test-token')
})

t.test('reads what moved: no tickets of others, no words of its own, and comments only where nobody calls', async (t) => {
  for (const updates of ['poll', 'both']) {
    const { hub, stand: { server } } = await open(t, openZendesk({ updates, webhookSecret: 'zendesk-test-secret' }))
    const { cursor } = await read(hub)
    const { externalId } = await send(hub, ticketOf({}, { comments: [commentOf('a', { isPublic: true })] }))
    await fetch(`${server.url}/api/v2/tickets`, {
      method: 'POST', headers: { authorization: server.calls[0]?.headers.authorization ?? '' }, body: JSON.stringify({ ticket: { subject: 'Other', comment: { body: 'Other' } } })
    })
    server.system.comment(Number(externalId), 'An answer', false)
    server.system.move(Number(externalId), 'deleted')
    server.system.move(Number(externalId), 'hold')
    const { tickets } = await read(hub, cursor)
    t.same(new Set(tickets.map(({ externalId }) => externalId)), new Set([externalId]), updates)
    t.match(tickets.at(-1), { status: 'hold', state: 'on-hold' })
    t.same(tickets.flatMap(({ comment }) => comment ?? []), updates === 'poll' ? [{ text: 'An answer', isPublic: false }] : [], updates)
  }
})

t.test('a cursor that is none starts nothing by itself', async (t) => {
  const { hub } = await open(t, openZendesk())
  for (const cursor of ['', 'x', 'null', '[]x']) await failsAs(t, hub.instance.ticketChanges?.(cursor), { verdict: 'rejected' }, cursor)
})

t.test('an answer without a ticket is no ticket', async (t) => {
  const { hub, stand: { server } } = await open(t, openZendesk())
  server.system.manners.busy = { status: 200, body: { ok: true } }
  server.faults.fail('busy', 'read', 1)
  await failsAs(t, send(hub, ticketOf({}, { externalId: '1' })), { verdict: 'retry', message: /without a ticket/ })
  server.faults.fail('busy', 'write', 1)
  await failsAs(t, send(hub, ticketOf()), { verdict: 'uncertain', message: /without a ticket/ })
  const { id: mediaId = '' } = await hub.media.put(Buffer.from('abc'), {})
  await send(hub, ticketOf())
  server.faults.fail('busy', 'write', 1)
  await failsAs(t, send(hub, ticketOf({}, { files: [{ mediaId, name: 'a.png', mimeType: 'image/png', bytes: 3 }] })), { verdict: 'uncertain', message: /without a token/ })
})

t.test('says that a file does not come', async (t) => {
  const { hub, stand: { server } } = await open(t, openZendesk())
  await send(hub, ticketOf({}, { files: [{ mediaId: 'gone', name: 'a.png', mimeType: 'image/png', bytes: 3 }] }))
  t.match(first(server).comments[1], { public: false, body: /^a\.png could not be sent: it is not kept any more/, attachments: [] })
})
