import t from 'tap'
import type { JiraSystem } from '../../src/simulator/jira.js'
import type { SystemServer } from '../../src/simulator/server.js'
import { commentOf, failsAs, open, read, send, ticketOf } from '../open.js'
import { openJira } from '../samples/jira.js'
import { NOW_MS } from '../samples/stand.js'

const first = ({ system }: SystemServer<JiraSystem>) => {
  const [issue] = system.issues.values()
  if (issue === undefined) throw new RangeError('There is no request')
  return issue
}
const bodies = ({ calls }: SystemServer<JiraSystem>, method: string, path: RegExp) => calls.filter((call) => call.method === method && path.test(call.path)).map(({ body }) => JSON.parse(body.toString()) as object)

t.test('makes a request, and says where it is', async (t) => {
  const { hub, stand: { server } } = await open(t, openJira())
  const exported = await send(hub, ticketOf({ priority: 'urgent', state: 'new' }, { fields: { customfield_10050: 'WX', customfield_10060: 'Gold', labels: 'shop, wechat' } }))
  t.match(first(server), {
    key: 'SUP-1',
    reporter: 'li@mail.test',
    fields: { summary: 'A zip is broken', description: 'The zip of my jacket is broken\n\nCustomer: Li Lei', priority: { name: 'Highest' }, customfield_10050: 'WX', customfield_10060: { value: 'Gold' }, labels: ['shop', 'wechat', 'hub-key-1'] }
  })
  t.match(exported, { externalId: '10001', externalNumber: 'SUP-1', url: `${server.url}/browse/SUP-1`, status: 'Open', state: 'new' })
})

t.test('customers become customers of the service desk, once', async (t) => {
  for (const deployment of ['cloud', 'data-center'] as const) {
    const { hub, stand: { server } } = await open(t, openJira({ deployment }, { deployment }))
    for (const key of ['key-1', 'key-2']) await send(hub, ticketOf({}, { key }))
    t.match(server.system.directory.customers, [{ emailAddress: 'li@mail.test', displayName: 'Li Lei', isOfDesk: true }])
    t.same([...server.system.issues.values()].map(({ reporter }) => reporter), ['li@mail.test', 'li@mail.test'])
    t.equal(bodies(server, 'POST', /\/servicedeskapi\/customer$/).length, 1)
  }
})

t.test('somebody whom Jira knows already is let in', async (t) => {
  const { hub, stand: { server } } = await open(t, openJira())
  server.system.directory.customers.push({ accountId: 'a:1', name: 'li', displayName: 'Lei Li', emailAddress: 'li@mail.test', isOfDesk: false })
  await send(hub, ticketOf())
  t.match(server.system.directory.customers, [{ isOfDesk: true }])
  t.equal(first(server).reporter, 'li@mail.test')
})

t.test('an address that Jira hides is given as it is', async (t) => {
  const { hub, stand: { server } } = await open(t, openJira())
  server.system.directory.customers.push({ accountId: 'a:1', name: 'li', displayName: 'Lei Li', emailAddress: 'li@mail.test', isOfDesk: false })
  const hidden = server.system.directory.customers[0]
  const { emailAddress = '' } = hidden ?? {}
  // Known to the creation of customers, shown by no search.
  Object.defineProperty(hidden, 'toJSON', { value () { const { emailAddress: _hidden, ...shown } = this as { emailAddress: string }; return shown }, enumerable: true })
  await failsAs(t, send(hub, ticketOf()), { verdict: 'rejected', message: /does not have permission/ })
  t.match(bodies(server, 'POST', /request$/), [{ raiseOnBehalfOf: emailAddress }])
})

t.test('the agent asks where nobody is known or wanted', async (t) => {
  for (const [options, contact] of [[{}, { name: 'Li Lei' }], [{ raiseOnBehalf: false }, { name: 'Li Lei', email: 'li@mail.test' }]] as const) {
    const { hub, stand: { server } } = await open(t, openJira(options))
    await send(hub, ticketOf({}, { contact }))
    t.equal(first(server).reporter, 'agent')
  }
})

t.test('says which field the request type lacks', async (t) => {
  const { hub } = await open(t, openJira({}, { hidden: ['labels'] }))
  await failsAs(t, send(hub, ticketOf()), { verdict: 'rejected', message: /Jira refused POST \/rest\/servicedeskapi\/request: labels: Field 'labels' cannot be set/ })
  const { hub: other } = await open(t, openJira({ mark: 'description' }, { hidden: ['labels'] }))
  const { externalId } = await send(other, ticketOf())
  t.equal((await send(other, ticketOf())).externalId, externalId)
  await failsAs(t, send(other, ticketOf({}, { fields: { summary: 'x' } })), { verdict: 'rejected', message: /'summary' of Jira is written by the hub itself/ })
})

t.test('writes only what differs', async (t) => {
  const { hub, stand: { server } } = await open(t, openJira())
  const fields = { customfield_10050: 'WX', customfield_10060: 'Gold' }
  const { externalId } = await send(hub, ticketOf({ state: 'new' }, { fields }))
  await send(hub, ticketOf({ state: 'new' }, { externalId, fields }))
  t.same(bodies(server, 'PUT', /issue/), [])
  await send(hub, ticketOf({ state: 'new', priority: 'low', subject: 'Another' }, { externalId, fields: { ...fields, customfield_10060: 'Silver', customfield_10050: null } }))
  t.same(bodies(server, 'PUT', /issue/), [{ fields: { summary: 'Another', priority: { name: 'Low' }, customfield_10060: { value: 'Silver' }, customfield_10050: null } }])
})

t.test('no priority is written where none is named', async (t) => {
  const { hub, stand: { server } } = await open(t, openJira({ priorities: undefined }, { hidden: ['priority'] }))
  await send(hub, ticketOf())
  t.notOk(first(server).fields.priority)
})

t.test('moves a request through the workflow', async (t) => {
  const { hub, stand: { server } } = await open(t, openJira())
  const { externalId } = await send(hub, ticketOf({ state: 'new' }))
  const states = ['in-progress', 'waiting-customer', 'on-hold', 'solved', 'closed', 'in-progress', 'closed'] as const
  const seen = []
  for (const state of states) {
    const { status, state: told } = await send(hub, ticketOf({ state }, { externalId }))
    seen.push(`${status}: ${told}`)
  }
  t.same(seen, [
    'Waiting for support: in-progress', 'Waiting for customer: waiting-customer', 'Pending: on-hold', 'Resolved: solved', 'Resolved: closed', 'Waiting for support: in-progress', 'Closed: closed'
  ], 'what is over stays over')
  t.equal(first(server).status.name, 'Closed')
})

t.test('moves it by the transition that the options name, and as customers do', async (t) => {
  const named = await open(t, openJira({ transitions: { solved: 'close' } }))
  t.match(await send(named.hub, ticketOf({ state: 'solved' })), { status: 'Closed' })
  const request = await open(t, openJira({ transitionsVia: 'request', transitions: { solved: 'Resolve this issue' } }))
  t.match(await send(request.hub, ticketOf({ state: 'solved' })), { status: 'Resolved' })
})

t.test('leaves it where it is, and says so, when there is no way', async (t) => {
  const { hub } = await open(t, openJira({ transitionsVia: 'request' }))
  t.match(await send(hub, ticketOf({ state: 'solved' })), { status: 'Open', state: 'new' })
  t.match(hub.logs.filter(({ level }) => level === 'warn'), [{ message: /name one in the option transitions/ }])
})

t.test('does not make a request twice while the search is late', async (t) => {
  let nowMs = NOW_MS
  const { hub, stand: { server } } = await open(t, openJira({ searchLagMs: 30_000, raiseOnBehalf: false }, { lagMs: 5000, now: () => nowMs }))
  server.faults.fail('garbage', 'write', 1)
  await failsAs(t, send(hub, ticketOf()), { verdict: 'uncertain' })
  hub.clock.advance(30_000)
  nowMs += 30_000
  t.match(await send(hub, ticketOf()), { externalNumber: 'SUP-1' })
  server.faults.fail('busy', 'write', 1, 1)
  await failsAs(t, send(hub, ticketOf({}, { key: 'key-2', comments: [commentOf('a')] })), { verdict: 'retry' })
  t.match(await send(hub, ticketOf({}, { key: 'key-2', comments: [commentOf('a')] })), { externalNumber: 'SUP-2' }, 'remembered, though the search does not show it')
  t.equal(server.system.issues.size, 2)
})

t.test('reads comments page by page, and writes none twice', async (t) => {
  const { hub, stand: { server } } = await open(t, openJira())
  const { externalId } = await send(hub, ticketOf({}, { comments: [commentOf('a')] }))
  for (let index = 0; index < 250; index++) server.system.comment(externalId, `word ${index}`)
  await send(hub, ticketOf({}, { externalId, comments: [commentOf('a'), commentOf('b')] }))
  t.equal(first(server).comments.length, 252)
})

t.test('files come in two steps, and those that do not are told', async (t) => {
  const { hub, stand: { server } } = await open(t, openJira())
  const { id: mediaId = '' } = await hub.media.put(Buffer.from('abc'), {})
  const file = { mediaId, name: '发票 1.png', mimeType: 'image/png', bytes: 3 }
  await send(hub, ticketOf({}, { files: [file, { ...file, mediaId: 'gone' }] }))
  t.same(first(server).files.map(({ name, content }) => [name, content.toString()]), [['发票 1.png', 'abc']])
  t.match(first(server).comments, [{ public: false, body: /^发票 1\.png\n/ }, { public: false, body: /could not be sent: it is not kept any more/ }])
})

t.test('an answer without what it should hold is no answer', async (t) => {
  const { hub, stand: { server } } = await open(t, openJira({ raiseOnBehalf: false }))
  server.system.manners.busy = { status: 200, body: {} }
  server.faults.fail('busy', 'write', 1)
  await failsAs(t, send(hub, ticketOf()), { verdict: 'uncertain', message: /without a request/ })
  await send(hub, ticketOf())
  server.faults.fail('busy', 'read', 1)
  await failsAs(t, send(hub, ticketOf({}, { externalId: '10001' })), { verdict: 'retry', message: /without an issue/ })
  const { id: mediaId = '' } = await hub.media.put(Buffer.from('abc'), {})
  server.faults.fail('busy', 'write', 1)
  await failsAs(t, send(hub, ticketOf({}, { files: [{ mediaId, name: 'a.png', mimeType: 'image/png', bytes: 3 }] })), { verdict: 'uncertain', message: /temporary attachment/ })
})

t.test('waits as long as Jira says, in either way', async (t) => {
  const { hub, stand: { server } } = await open(t, openJira())
  const until = new Date(NOW_MS + 12_000).toISOString()
  for (const [headers, afterMs] of [[{ 'x-ratelimit-reset': until }, 12_000], [{ 'retry-after': '3', 'x-ratelimit-reset': until }, 3000], [{}, undefined]] as const) {
    server.system.manners.busy = { status: 429, headers, body: { errorMessages: ['Rate limit exceeded'], errors: {} } }
    server.faults.fail('busy', 'read', 1)
    await failsAs(t, send(hub, ticketOf()), { verdict: 'retry', afterMs })
  }
  server.system.manners.rejected = { status: 400, body: { errorMessage: 'Sprint is closed' } }
  server.faults.fail('rejected', 'read', 1)
  await failsAs(t, send(hub, ticketOf()), { verdict: 'rejected', message: /: Sprint is closed/ })
})

t.test('reads what moved, no requests of others and no words of its own', async (t) => {
  for (const mark of ['label', 'description']) {
    const { hub, stand: { server } } = await open(t, openJira({ mark }))
    const { cursor } = await read(hub)
    const { externalId } = await send(hub, ticketOf({}, { comments: [commentOf('a', { isPublic: true })] }))
    server.system.comment(externalId, 'An answer')
    server.system.move(externalId, { name: 'Done', category: 'done' }, 'Fixed')
    const { authorization = '' } = server.calls[0]?.headers ?? {}
    const other = { serviceDeskId: '3', requestTypeId: '17', requestFieldValues: { summary: 'Other', description: 'Other' } }
    await fetch(`${server.url}/rest/servicedeskapi/request`, { method: 'POST', headers: { authorization }, body: JSON.stringify(other) })
    const { tickets } = await read(hub, cursor)
    t.same(new Set(tickets.map(({ externalId }) => externalId)), new Set([externalId]))
    t.same(tickets.flatMap(({ comment }) => comment ?? []), [{ text: 'An answer', isPublic: true, by: 'Agent Smith' }])
    t.match(tickets.at(-1), { status: 'Done', state: 'closed' })
  }
})
