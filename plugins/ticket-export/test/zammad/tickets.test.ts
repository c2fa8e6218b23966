import type { ErpHub } from '@kefuhub/contract'
import { createFakeHub } from '@kefuhub/contract/testing'
import t from 'tap'
import plugin, { type Options } from '../../src/index.js'
import type { SystemServer } from '../../src/simulator/server.js'
import type { ZammadSystem } from '../../src/simulator/zammad.js'
import { commentOf, failsAs, open, read, send, ticketOf } from '../open.js'
import { NOW_MS } from '../samples/stand.js'
import { openZammad } from '../samples/zammad.js'

const first = ({ system }: SystemServer<ZammadSystem>) => {
  const [ticket] = system.tickets.values()
  if (ticket === undefined) throw new RangeError('There is no ticket')
  return ticket
}
const puts = ({ calls }: SystemServer<ZammadSystem>) => calls.filter(({ method }) => method === 'PUT').map(({ body }) => JSON.parse(body.toString()) as object)

t.test('makes a ticket, and says where it is', async (t) => {
  const { hub, stand: { server } } = await open(t, openZammad())
  const exported = await send(hub, ticketOf({ priority: 'urgent' }, { fields: { level: 'gold', tags: 'wechat,vip' } }))
  t.match(first(server), {
    title: 'A zip is broken',
    group: 'Support',
    state: 'open',
    priority: '3 high',
    customer: 'li@mail.test',
    tags: ['wechat', 'vip'],
    more: { hub_op_id: 'key-1', level: 'gold' },
    articles: [{ type: 'note', internal: true, content_type: 'text/plain', body: /^The zip of my jacket is broken\n\nCustomer: Li Lei\n\nref hub-k-/ }]
  })
  t.match(exported, { externalId: '1', externalNumber: '31001', url: `${server.url}/#ticket/zoom/1`, status: 'open', state: 'in-progress' })
  t.same(hub.alerts, [])
})

t.test('customers without an address get one where no mail goes', async (t) => {
  const { hub, stand: { server } } = await open(t, openZammad())
  await send(hub, ticketOf({}, { contact: { id: 'contact-1', name: 'Li Lei' } }))
  t.equal(first(server).customer, 'contact-1@kefuhub.invalid')
})

t.test('writes only what differs, and the end of a wait with it', async (t) => {
  const { hub, stand: { server } } = await open(t, openZammad())
  const { externalId } = await send(hub, ticketOf({}, { fields: { level: 'gold' } }))
  await send(hub, ticketOf({}, { externalId, fields: { level: 'gold', tags: 'late' } }))
  t.same(puts(server), [])
  const waiting = await send(hub, ticketOf({ state: 'on-hold', subject: 'Another' }, { externalId, fields: { level: null } }))
  t.match(puts(server), [{ title: 'Another', level: null, state: 'pending reminder', pending_time: new Date(NOW_MS + 7 * 86_400_000).toISOString() }])
  t.match(waiting, { status: 'pending reminder', state: 'on-hold' }, 'one word of Zammad for two states of the hub')
  await send(hub, ticketOf({ state: 'waiting-customer', subject: 'Another' }, { externalId, fields: { level: null } }))
  t.equal(puts(server).length, 1, 'it waits already')
})

t.test('says loudly that the attribute is missing, and takes it back', async (t) => {
  const attributes: string[] = []
  const { hub } = await open(t, openZammad({}, { attributes }))
  await send(hub, ticketOf())
  t.match(hub.alerts, [{ key: 'zammad-attribute', severity: 'critical', reason: /did not keep the attribute 'hub_op_id'/ }])
  attributes.push('hub_op_id')
  await send(hub, ticketOf({}, { key: 'key-2' }))
  t.same(hub.alerts, [])
})

t.test('a store of alerts that is away does not undo a ticket', async (t) => {
  const { stand } = await open(t, openZammad({}, { attributes: [] }))
  const alerts = { async raise () { throw new Error('away') }, async resolve () {} }
  const hub = await createFakeHub({ ...plugin, setup: (hub: ErpHub, options: Options) => plugin.setup({ ...hub, alerts }, options) }, stand.options, { nowMs: NOW_MS })
  t.teardown(() => hub.close())
  t.match(await hub.instance.exportTicket?.(ticketOf()), { externalId: '1' })
})

t.test('does not make a ticket twice while the search is late', async (t) => {
  let nowMs = NOW_MS
  const { hub, stand: { server } } = await open(t, openZammad({ searchLagMs: 60_000 }, { lagMs: 20_000, now: () => nowMs }))
  server.faults.fail('lost-answer', 'write', 1)
  await failsAs(t, send(hub, ticketOf()), { verdict: 'uncertain' })
  await failsAs(t, send(hub, ticketOf()), { verdict: 'retry', afterMs: 60_000 })
  hub.clock.advance(60_000)
  nowMs += 60_000
  t.match(await send(hub, ticketOf()), { externalId: '1' })
  t.equal(server.system.tickets.size, 1)
})

t.test('finds its own ticket among those that the search finds', async (t) => {
  for (const mark of ['attribute', 'title']) {
    const { hub, stand: { server } } = await open(t, openZammad({ mark }))
    for (const key of ['key-10', 'key-1', 'say "key-1" \\ twice']) {
      const { externalId } = await send(hub, ticketOf({}, { key }))
      t.equal((await send(hub, ticketOf({}, { key }))).externalId, externalId, key)
    }
    t.equal(server.system.tickets.size, 3)
  }
})

t.test('writes as the customer what the customer wrote', async (t) => {
  const { hub, stand: { server } } = await open(t, openZammad({ articleType: 'web' }))
  await send(hub, ticketOf({}, { comments: [commentOf('a', { by: { kind: 'customer', id: 'contact-1' }, isPublic: true }), commentOf('b')] }))
  t.match(first(server).articles, [{}, { sender: 'Customer', type: 'web', internal: false, body: /^word a\n/ }, { sender: 'Agent', internal: true, body: /^Mei:\nword b\n/ }])
})

t.test('says that a file does not come', async (t) => {
  const { hub, stand: { server } } = await open(t, openZammad())
  await send(hub, ticketOf({}, { files: [{ mediaId: 'gone', name: 'a.png', mimeType: 'image/png', bytes: 3 }] }))
  t.match(first(server).articles[1], { internal: true, body: /^a\.png could not be sent/, attachments: [] })
})

t.test('refuses what is the hub\'s own, and says what Zammad refuses', async (t) => {
  const { hub, stand: { server } } = await open(t, openZammad())
  for (const name of ['hub_op_id', 'customer_id']) {
    await failsAs(t, send(hub, ticketOf({}, { fields: { [name]: 'x' } })), { verdict: 'rejected', message: /is written by the hub itself/ })
  }
  await failsAs(t, send(hub, ticketOf({}, { fields: { group: 'Nobody' } })), { verdict: 'rejected', message: /Zammad refused POST tickets: No lookup value found for 'group'/ })
  server.system.manners.rejected = { status: 400, body: { error: 'bad request' } }
  server.faults.fail('rejected', 'read', 1)
  await failsAs(t, send(hub, ticketOf()), { verdict: 'rejected', message: /bad request/ })
  server.system.manners.rejected = { status: 201, body: {} }
  server.faults.fail('rejected', 'write', 1)
  await failsAs(t, send(hub, ticketOf()), { verdict: 'uncertain', message: /without a ticket/ })
  server.faults.fail('rejected', 'read', 1)
  await failsAs(t, send(hub, ticketOf({}, { externalId: '1' })), { verdict: 'retry', message: /without a ticket/ })
})

t.test('reads what moved, however many at one moment', async (t) => {
  let nowMs = NOW_MS
  const { hub, stand: { server } } = await open(t, openZammad({}, { now: () => nowMs }))
  const { cursor } = await read(hub)
  for (let index = 0; index < 7; index++) await send(hub, ticketOf({}, { key: `key-${index}` }))
  const { tickets, cursor: next } = await read(hub, cursor)
  t.equal(new Set(tickets.map(({ externalId }) => externalId)).size, 7, 'three pages of one moment')
  nowMs += 200_000
  hub.clock.advance(200_000)
  server.system.move(3, 'closed')
  t.match((await read(hub, next)).tickets.filter(({ externalId }) => externalId === '3').at(-1), { status: 'closed', state: 'solved' })
})

t.test('reads no tickets of others and no words of its own', async (t) => {
  for (const mark of ['attribute', 'title']) {
    const { hub, stand: { server } } = await open(t, openZammad({ mark }))
    const { cursor } = await read(hub)
    await send(hub, ticketOf({}, { comments: [commentOf('a', { isPublic: true })] }))
    const { authorization = '' } = server.calls[0]?.headers ?? {}
    const other = { title: 'Other', group: 'Support', customer: 'a@b.test', article: { body: 'Other' } }
    await fetch(`${server.url}/api/v1/tickets`, { method: 'POST', headers: { authorization }, body: JSON.stringify(other) })
    server.system.comment(1, 'An answer', false)
    const { tickets } = await read(hub, cursor)
    t.same(new Set(tickets.map(({ externalId }) => externalId)), new Set(['1']))
    t.same([...new Set(tickets.flatMap(({ comment }) => comment === undefined ? [] : [JSON.stringify(comment)]))], ['{"text":"An answer","isPublic":false,"by":"Agent Smith"}'])
  }
})

t.test('goes on where a cursor of another version says little', async (t) => {
  const { hub } = await open(t, openZammad())
  t.match(await hub.instance.ticketChanges?.('{}'), { tickets: [], more: false })
})
