import { createHmac } from 'node:crypto'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createFakeHub } from '@kefuhub/contract/testing'
import { defineNotifier } from '@kefuhub/contract'
import t from 'tap'
import { Webhook } from 'standardwebhooks'
import { WebhookReceiver, parseBody, type Call } from '../../src/simulator/index.js'
import { Options, connect } from '../../src/webhook/webhook.js'
import { NOW_MS, TLS, WEBHOOK, failsAs, listen, notification, openHub, readFixture } from '../stand.js'

const OLDER = 'whsec_ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA='
const LOOPBACK = { ...WEBHOOK, url: 'http://127.0.0.1:9/hook', allow: ['127.0.0.1/32'] }
const nowMs = Date.now()

t.test('is genuine to the library of Standard Webhooks', async (t) => {
  const receiver = await listen(t, new WebhookReceiver(WEBHOOK))
  const { instance } = await openHub(t, receiver.options, { nowMs })
  await instance.notify(notification())
  t.strictSame(receiver.messages, [readFixture('webhook')])
  t.equal(instance.rate, undefined)
})

t.test('says the same id in every attempt, with the time of the attempt', async (t) => {
  const receiver = await listen(t, new WebhookReceiver(WEBHOOK))
  const { instance, clock } = await openHub(t, receiver.options, { nowMs })
  await instance.notify(notification())
  clock.advance(61_000)
  await instance.notify(notification())
  const [first, second] = receiver.calls.map(({ headers }) => headers)
  t.equal(first?.['webhook-id'], 'n-1')
  t.equal(second?.['webhook-id'], 'n-1')
  t.equal(Number(second?.['webhook-timestamp']) - Number(first?.['webhook-timestamp']), 61)
  t.equal(receiver.messages.length, 1, 'the receiver knows it again')
})

t.test('signs with all secrets while they are changed', async (t) => {
  const receiver = await listen(t, new WebhookReceiver({ ...WEBHOOK, secrets: [OLDER] }))
  const entry = receiver.options['webhook'] as object
  const { instance } = await openHub(t, { webhook: { ...entry, secrets: [...WEBHOOK.secrets, OLDER] } }, { nowMs })
  await instance.notify(notification())
  t.equal(receiver.messages.length, 1, 'who knows the older one only takes it')
  const { headers, body } = receiver.calls[0] as Call
  t.doesNotThrow(() => new Webhook(WEBHOOK.secrets[0] ?? '').verify(body, headers as Record<string, string>))
  t.match(headers['webhook-signature'], /^v1,\S+ v1,\S+$/)
})

t.test('signs plainly too where that is wanted', async (t) => {
  for (const [plain, header, secret] of [
    [{}, 'x-hub-signature-256', WEBHOOK.secrets[0]],
    [{ header: 'X-Old', secret: 'old secret' }, 'x-old', 'old secret']
  ] as const) {
    const receiver = await listen(t, new WebhookReceiver(WEBHOOK))
    const { instance } = await openHub(t, { webhook: { ...receiver.options['webhook'] as object, plain } }, { nowMs })
    await instance.notify(notification())
    const { headers, body } = receiver.calls[0] as Call
    t.equal(headers[header], `sha256=${createHmac('sha256', secret ?? '').update(body).digest('hex')}`)
    t.equal(receiver.messages.length, 1)
  }
})

t.test('what an answer means', async (t) => {
  const cases: Array<[number, Record<string, string>, object | undefined]> = [
    [200, {}, undefined],
    [204, {}, undefined],
    [299, {}, undefined],
    [301, { location: 'https://evil.test/' }, { verdict: 'rejected', message: /redirect/ }],
    [400, {}, { verdict: 'rejected' }],
    [401, {}, { verdict: 'unauthorized' }],
    [404, {}, { verdict: 'rejected' }],
    [408, {}, { verdict: 'retry' }],
    [410, {}, { verdict: 'rejected', message: /disabled/ }],
    [429, { 'retry-after': '5' }, { verdict: 'retry', afterMs: 5000 }],
    [429, {}, { verdict: 'retry', afterMs: undefined }],
    [500, {}, { verdict: 'uncertain' }],
    [502, {}, { verdict: 'retry' }],
    [503, { 'retry-after': new Date(NOW_MS + 30_000).toUTCString() }, { verdict: 'retry', afterMs: 30_000 }],
    [504, {}, { verdict: 'retry' }]
  ]
  for (const [status, headers, expected] of cases) {
    const { instance } = await openHub(t, { webhook: LOOPBACK }, { fetch: async () => new Response(null, { status, headers }) })
    if (expected === undefined) await t.resolves(instance.notify(notification()), String(status))
    else await failsAs(t, instance.notify(notification()), expected, String(status))
  }
})

t.test('an endpoint that is gone is down at once', async (t) => {
  const hub = await openHub(t, { webhook: LOOPBACK }, { fetch: async () => new Response(null, { status: 410 }) })
  await failsAs(t, hub.instance.notify(notification()), { verdict: 'rejected' })
  t.match(await hub.instance.health?.(), { state: 'down', reason: /410 and is disabled/ })
  t.match(hub.alerts, [{ key: 'target' }])
})

t.test('asks for nothing inside the network', async (t) => {
  const fetch = async (): Promise<Response> => { throw new Error('it was called') }
  const { instance } = await openHub(t, { webhook: { ...WEBHOOK, url: 'https://169.254.169.254/latest/meta-data' } }, { fetch })
  await failsAs(t, instance.notify(notification()), { verdict: 'rejected', message: /inside the network/ })
})

t.test('over TLS, who answers must prove the name before anything goes out', async (t) => {
  let requests = 0
  const server = createTlsServer(TLS, () => { requests++ })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  t.teardown(() => { server.close() })
  const { port } = server.address() as AddressInfo
  // The look finds an address in the world; by the call the name leads inside.
  const plugin = defineNotifier({
    name: 'webhook', contract: '^1', title: { zh: 'x', en: 'x' }, options: Options, setup: (hub, options) => connect(hub, options, async () => [{ address: '93.184.216.34' }])
  })
  const hub = await createFakeHub(plugin, { ...WEBHOOK, url: `https://localhost:${port}/` }, { nowMs })
  t.teardown(() => hub.close())
  await failsAs(t, hub.instance.notify(notification()), { verdict: 'retry', message: /could not be reached \(DEPTH_ZERO_SELF_SIGNED_CERT\)/ })
  t.equal(requests, 0)
})

t.test('an answer that got lost leaves it open whether it arrived', async (t) => {
  const receiver = await listen(t, new WebhookReceiver(WEBHOOK))
  const { instance } = await openHub(t, receiver.options, { nowMs })
  receiver.faults.fail('lost-answer', 'write', 1)
  await failsAs(t, instance.notify(notification()), { verdict: 'uncertain' })
  await instance.notify(notification())
  t.equal(receiver.messages.length, 1)
  t.match(receiver.calls[0] && parseBody(receiver.calls[0]), { type: 'ticket.overdue' })
})

t.test('its own bound of rate is stated', async (t) => {
  const { instance } = await openHub(t, { webhook: { ...LOOPBACK, rate: { notifications: 3, perMs: 60_000 } } })
  t.strictSame(instance.rate, { notifications: 3, perMs: 60_000 })
})
