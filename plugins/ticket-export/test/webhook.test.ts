import { createHmac } from 'node:crypto'
import type { ErpHub } from '@kefuhub/contract'
import { createFakeHub, type FakeHub } from '@kefuhub/contract/testing'
import t, { type Test } from 'tap'
import plugin, { type Options } from '../src/index.js'
import { signText } from '../src/tickets/marks.js'
import { NOW_MS } from './samples/stand.js'
import { vectors } from './open.js'

const AT_MS = Date.parse('2023-11-14T22:13:20Z')
const ZENDESK = { url: 'https://acme.zendesk.com', token: 'zendesk-test-token', updates: 'webhook' }
const ZAMMAD = { url: 'https://zammad.test', token: 'zammad-test-token', group: 'Support', updates: 'webhook' }
const JIRA = { url: 'https://acme.atlassian.net', token: 'jira-test-token', serviceDeskId: '3', requestTypeId: '17', projectKey: 'SUP', updates: 'webhook' }
const SECRET = 'a-secret-for-tests'

async function openHub (t: Test, options: object, nowMs = NOW_MS): Promise<FakeHub<typeof plugin>> {
  const hub = await createFakeHub(plugin, options, { nowMs })
  t.teardown(() => hub.close())
  return hub
}

const post = (hub: FakeHub, body: string | Buffer, headers: Record<string, string>) =>
  hub.inject({ method: 'POST', url: `${hub.prefix}/webhook`, headers, payload: body })
const sha1 = (body: string | Buffer) => ({ 'x-hub-signature': `sha1=${createHmac('sha1', SECRET).update(body).digest('hex')}` })

t.test('takes the vector of Zendesk', async (t) => {
  const { input, xZendeskWebhookSignature } = vectors['zendesk-webhook'] ?? { input: {} }
  const { secret = '', body = '', timestampHeader = '' } = input
  const hub = await openHub(t, { zendesk: { ...ZENDESK, webhookSecret: secret } }, AT_MS)
  const headers = { 'x-zendesk-webhook-signature': String(xZendeskWebhookSignature), 'x-zendesk-webhook-signature-timestamp': timestampHeader }
  t.equal((await post(hub, body, headers)).statusCode, 204)
  t.match(hub.ticketNews, [{ externalId: '42', status: 'solved', state: 'solved', changedAt: new Date(AT_MS), eventKey: /^signature-/ }])
})

t.test('takes the vector of Zammad', async (t) => {
  const { input, xHubSignature } = vectors['zammad-webhook'] ?? { input: {} }
  const hub = await openHub(t, { zammad: { ...ZAMMAD, webhookSecret: input.token } }, AT_MS)
  t.equal((await post(hub, input.body ?? '', { 'x-hub-signature': String(xHubSignature), 'x-zammad-delivery': 'd-1' })).statusCode, 204)
  t.match(hub.ticketNews, [{ externalId: '19', status: 'closed', state: 'solved', eventKey: 'delivery-d-1' }])
})

t.test('takes the signature of the vector of Jira', async (t) => {
  const { input, xHubSignature } = vectors['jira-cloud-webhook'] ?? { input: {} }
  const hub = await openHub(t, { jira: { ...JIRA, webhookSecret: input.secret } }, AT_MS)
  const response = await post(hub, input.body ?? '', { 'x-hub-signature': String(xHubSignature) })
  t.same([response.statusCode, response.json()], [400, { error: 'TICKET_ERR_WEBHOOK_MALFORMED' }], 'the signature is right; the body names no status')
})

t.test('names the address that the system has to call, and none where it does not call', async (t) => {
  const hub = await openHub(t, { zammad: { ...ZAMMAD, webhookSecret: SECRET } })
  t.match(hub.instance.endpoints, [{ label: { zh: /Webhook/, en: 'Webhook' }, url: `${hub.baseUrl}/webhook` }])
  const polling = await openHub(t, { zammad: { ...ZAMMAD, updates: 'poll' } })
  t.equal(polling.instance.endpoints, undefined)
})

t.test('takes the bytes as they come, whatever they are called', async (t) => {
  const hub = await openHub(t, { zammad: { ...ZAMMAD, webhookSecret: SECRET } })
  const body = '{ "ticket": {"id": 1, "state": "open"} }\n'
  for (const type of ['text/plain', 'application/json', 'application/x-www-form-urlencoded', '']) {
    const response = await post(hub, body, { ...sha1(body), ...(type !== '' && { 'content-type': type }), 'x-zammad-delivery': type })
    t.equal(response.statusCode, 204, type)
  }
})

t.test('asks for a repeat when the store takes nothing', async (t) => {
  const broken = await createFakeHub({
    ...plugin, setup: (hub: ErpHub, options: Options) => plugin.setup({ ...hub, ticketChanged: async () => { throw new Error('busy') } }, options)
  }, { zammad: { ...ZAMMAD, webhookSecret: SECRET } }, { nowMs: NOW_MS })
  t.teardown(() => broken.close())
  const body = '{"ticket":{"id":1,"state":"open"}}'
  const { statusCode, headers } = await post(broken, body, sha1(body))
  t.same([statusCode, headers['retry-after']], [503, '30'])
})

t.test('says in the log once a minute that calls are refused, without the call', async (t) => {
  const hub = await openHub(t, { zammad: { ...ZAMMAD, webhookSecret: SECRET } })
  const refused = () => hub.logs.filter(({ message }) => message.startsWith('refused a call')).length
  for (let index = 0; index < 5; index++) await post(hub, '{"ticket":{"title":"secret words"}}', { 'x-hub-signature': 'sha1=00' })
  t.equal(refused(), 1)
  hub.clock.advance(60_000)
  await post(hub, '{}', { 'x-hub-signature': 'sha1=00' })
  t.equal(refused(), 2)
  t.notMatch(hub.logs.map(({ line }) => line).join(''), /secret words/)
})

t.test('refuses what is signed and is no JSON object', async (t) => {
  const hub = await openHub(t, { zammad: { ...ZAMMAD, webhookSecret: SECRET } })
  for (const body of ['[]', 'null', '"ticket"', '{', '']) t.equal((await post(hub, body, sha1(body))).statusCode, 400, body)
})

t.test('there is no route where nobody calls', async (t) => {
  const hub = await openHub(t, { zammad: { ...ZAMMAD, updates: 'poll', webhookSecret: SECRET } })
  t.equal((await post(hub, '{}', sha1('{}'))).statusCode, 404)
})

t.test('Zendesk: an overheard call does not count again under another id', async (t) => {
  const hub = await openHub(t, { zendesk: { ...ZENDESK, webhookSecret: SECRET } })
  const timestamp = new Date(NOW_MS).toISOString()
  const body = '{"ticket_id":"42","status":"solved"}'
  const signature = createHmac('sha256', SECRET).update(timestamp + body).digest('base64')
  const call = (id: string) => post(hub, body, { 'x-zendesk-webhook-signature': signature, 'x-zendesk-webhook-signature-timestamp': timestamp, 'x-zendesk-webhook-invocation-id': id })
  t.same([(await call('one')).statusCode, (await call('one')).statusCode, (await call('two')).statusCode], [204, 204, 403])
  t.equal(hub.ticketNews.length, 1)
})

t.test('Zendesk: tickets that the hub did not make, and what it wrote itself, are no news', async (t) => {
  const hub = await openHub(t, { zendesk: { ...ZENDESK, webhookSecret: SECRET } })
  const timestamp = new Date(NOW_MS).toISOString()
  const bodies = [
    { ticket_id: '1', status: 'Open', external_id: '' },
    { type: 'zen:event-type:ticket.status_changed', detail: { id: '2', status: 'OPEN', external_id: null } },
    { type: 'zen:event-type:ticket.comment_added', detail: { id: '3', status: 'OPEN', external_id: 'key-1' }, event: { comment: { id: '9', body: signText('Hello', ['hub-c-0123456789abcdef'], 999), is_public: true } } }
  ].map((body) => JSON.stringify(body))
  for (const body of bodies) {
    const signature = createHmac('sha256', SECRET).update(timestamp + body).digest('base64')
    t.equal((await post(hub, body, { 'x-zendesk-webhook-signature': signature, 'x-zendesk-webhook-signature-timestamp': timestamp })).statusCode, 204)
  }
  t.same(hub.ticketNews, [])
})

t.test('Zammad: the whole state, articles of people and of the system', async (t) => {
  const hub = await openHub(t, { zammad: { ...ZAMMAD, webhookSecret: SECRET } })
  const ticket = { id: 7, number: '31007', state: { id: 2, name: 'open' }, updated_at: '2026-01-01T00:00:00Z', hub_op_id: 'key-1' }
  const article = { id: 8, body: '<p>Hello<br>you</p>', content_type: 'text/html; charset=utf-8', internal: false, sender: 'Customer', from: 'Li Lei <li@mail.test>' }
  const bodies = [{ ticket, article }, { ticket, article: { ...article, id: 9, sender: 'System' } }, { ticket: { ...ticket, hub_op_id: null }, article }].map((body) => JSON.stringify(body))
  for (const [index, body] of bodies.entries()) t.equal((await post(hub, body, { ...sha1(body), 'x-zammad-delivery': String(index) })).statusCode, 204)
  t.match(hub.ticketNews, [
    { eventKey: 'comment-8', externalNumber: '31007', comment: { text: 'Hello\nyou', isPublic: true, by: 'Li Lei' } },
    { eventKey: 'delivery-0', state: 'in-progress', comment: undefined },
    { eventKey: 'delivery-1' }
  ])
  t.equal(hub.ticketNews.length, 3)
  const bare = '{"ticket":{"id":7,"state":"open"}}'
  await post(hub, bare, sha1(bare))
  t.match(hub.ticketNews[3], { eventKey: /^body-[0-9a-f]{64}$/ })
})

t.test('Jira: events about something else are no news', async (t) => {
  const hub = await openHub(t, { jira: { ...JIRA, webhookSecret: SECRET } })
  const sha256 = (body: string) => ({ 'x-hub-signature': `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}` })
  const issue = { id: '7', key: 'SUP-7', fields: { status: { name: 'Done', statusCategory: { key: 'done' } }, resolution: { name: 'Fixed' }, labels: ['hub-key-1'] } }
  const bodies = [
    { webhookEvent: 'jira:issue_deleted', issue },
    { webhookEvent: 'jira:issue_updated', issue: { ...issue, fields: { ...issue.fields, labels: ['other'] } } },
    { webhookEvent: 'comment_created', issue, comment: { id: '5', body: 'Hello', author: { displayName: 'Han' } } }
  ].map((body) => JSON.stringify(body))
  for (const body of bodies) t.equal((await post(hub, body, sha256(body))).statusCode, 204)
  t.match(hub.ticketNews, [
    { eventKey: 'comment-5', comment: { text: 'Hello', isPublic: false, by: 'Han' } },
    { externalId: '7', externalNumber: 'SUP-7', url: 'https://acme.atlassian.net/browse/SUP-7', status: 'Done', state: 'closed', changedAt: new Date(NOW_MS) }
  ])
})
