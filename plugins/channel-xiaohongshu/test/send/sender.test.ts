import t from 'tap'
import type { Content, DeliveryVerdict } from '@kefuhub/contract'
import { API_PATHS, CODES, SIMULATED_WIRE, openWith, type FakeXiaohongshu } from '../../src/simulator/index.js'
import { ACCOUNT, CONSUMER, IM, STAFF, failsAs, openHub, openStand, type Stand } from '../stand.js'
import { KEY } from '../vectors.js'

const TO = { recipient: CONSUMER }
const text = (value: string): Content => ({ type: 'text', text: value })
const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 13, 10, 13, 10, 0])

/** A stand whose customer has just written. */
async function openChat (t: Parameters<typeof openStand>[0], setting: Parameters<typeof openStand>[1] = {}): Promise<Stand> {
  const stand = await openStand(t, setting)
  await stand.platform.consumer(CONSUMER).sendText('hi')
  return stand
}

const sendsOf = (platform: FakeXiaohongshu): Array<Record<string, unknown>> => platform.calls.filter(({ path }) => path === API_PATHS.send).map(({ body }) => body as Record<string, unknown>)
const wireWith = (outbound: object, answer: object = {}): object => ({ outbound: { ...SIMULATED_WIRE.outbound, ...outbound }, answer: { ...SIMULATED_WIRE.answer, ...answer } })

t.test('sends texts, pictures and cards', async (t) => {
  const { hub, platform } = await openChat(t)
  const customer = platform.consumer(CONSUMER)
  t.match(await hub.send(text('您好😀'), { ...TO, id: 'a' }), { externalId: /^s-1-/ })
  const media = await hub.media.put(JPEG, { name: 'a.jpg', mimeType: 'image/jpeg' })
  await hub.send({ type: 'image', media }, { ...TO, id: 'b' })
  await hub.send({ type: 'image', media: await hub.media.put(JPEG, { name: 'a.png', mimeType: 'image/png' }) }, { ...TO, id: 'c' })
  await hub.send({ type: 'card', kind: 'note', title: 'T', data: { noteId: 'N' } }, { ...TO, id: 'd' })
  t.strictSame(customer.inbox, [{ type: 'text', text: '您好😀' }, { type: 'image', file: JPEG }, { type: 'image', file: JPEG }, { type: 'card', text: 'N' }])
  t.match(sendsOf(platform)[0], { user_id: ACCOUNT, request_id: 'a', message_type: 'TEXT', from_user_id: ACCOUNT, to_user_id: CONSUMER, third_account_id: 'xhs', timestamp: hub.clock.now() })
  t.strictSame(openWith(KEY, sendsOf(platform)[0]?.content), { text: '您好😀' })
})

t.test('refuses what cannot be sent, without asking the platform', async (t) => {
  const { hub, platform } = await openChat(t, { options: { limits: { textMaxBytes: 10, imageMaxBytes: 5 } } })
  const card = (kind: string, data: Record<string, string> = {}): Content => ({ type: 'card', kind, title: 'T', data })
  const cases: Array<[string, Content, RegExp]> = [
    ['empty text', text(' \n'), /empty/],
    ['long text', text('字'.repeat(4)), /10 bytes; this has 12/],
    ['an event', { type: 'event', name: 'follow' }, /'event' cannot be sent/],
    ['a voice note', { type: 'voice', media: { state: 'stored', id: 'x' } }, /'voice' cannot be sent/],
    ['a card that is not described', card('order'), /'order' cannot be sent.*wire\.outbound\.card/],
    ['a card that lacks a value', card('note'), /needs data\.noteId/],
    ['a file that is not here', { type: 'image', media: { state: 'remote', remote: 'x' } }, /attach it again/],
    ['a file that is gone', { type: 'image', media: { state: 'stored', id: 'gone' } }, /no longer/],
    ['a picture of a wrong type', { type: 'image', media: await hub.media.put(JPEG, { name: 'x', mimeType: 'image/webp' }) }, /image\/jpeg, image\/png as picture, not 'image\/webp'/],
    ['a picture that is too large', { type: 'image', media: await hub.media.put(JPEG, { name: 'x', mimeType: 'image/jpeg' }) }, /5 bytes; this has 9/]
  ]
  for (const [name, content, message] of cases) await failsAs(t, hub.send(content, TO), { verdict: 'rejected', message }, name)
  t.equal(platform.calls.length, 0)
})

t.test('gives the same request id in every attempt, so that a repeat is one message', async (t) => {
  const { hub, platform } = await openChat(t)
  platform.faults.add({ path: API_PATHS.send, loses: true, times: 1 })
  await failsAs(t, hub.send(text('hi'), TO), { verdict: 'uncertain' })
  await hub.send(text('hi'), { ...TO, attempt: 2 })
  t.same(sendsOf(platform).map(({ request_id: id }) => id), ['message-1', 'message-1'])
  t.equal(platform.consumer(CONSUMER).inbox.length, 1)
})

t.test('tries a lost answer again where the platform drops repeats', async (t) => {
  const { hub, platform } = await openChat(t, { options: { wire: wireWith({ isRepeatable: true }) } })
  for (const fault of [{ loses: true }, { status: 502, body: '<html>' }]) {
    const remove = platform.faults.add({ path: API_PATHS.send, ...fault })
    await failsAs(t, hub.send(text('hi'), TO), { verdict: 'retry' }, JSON.stringify(fault))
    remove()
  }
})

t.test('says what became of a message that got no proper answer', async (t) => {
  const { hub, platform } = await openChat(t)
  const faults: Array<[string, object, DeliveryVerdict, number]> = [
    ['taken, answer lost', { loses: true }, 'uncertain', 1],
    ['dropped', { drops: true }, 'uncertain', 0],
    ['a page of a gateway', { status: 502, body: '<html>' }, 'uncertain', 0],
    ['a page of a wrong host', { status: 404, body: '<html>' }, 'retry', 0],
    ['an error in JSON', { status: 500, code: 1 }, 'uncertain', 0],
    ['busy', { code: CODES.busy }, 'retry', 0],
    ['content', { code: CODES.content }, 'rejected', 0],
    ['window', { code: CODES.window }, 'window-closed', 0],
    ['blocked', { code: CODES.gone }, 'recipient-gone', 0],
    ['account', { code: CODES.account }, 'unauthorized', 0]
  ]
  for (const [name, fault, verdict, delivered] of faults) {
    const before = platform.consumer(CONSUMER).inbox.length
    const remove = platform.faults.add({ path: API_PATHS.send, ...fault })
    await failsAs(t, hub.send(text('hi'), { ...TO, id: name }), { verdict }, name)
    remove()
    t.equal(platform.consumer(CONSUMER).inbox.length - before, delivered, `${name}: delivered`)
  }
  t.match(await hub.instance.health?.(), { state: 'degraded' })
  await hub.send(text('hi'), { ...TO, id: 'well' })
  t.same(await hub.instance.health?.(), { state: 'ok' }, 'what went well solves it')
})

t.test('shows an agent why the platform refuses, and lets no token out', async (t) => {
  const { hub, platform } = await openChat(t)
  platform.faults.add({ path: API_PATHS.send, status: 200, body: JSON.stringify({ code: 7, msg: `no contact data; token ${IM.token.static.value}` }) })
  await failsAs(t, hub.send(text('13800000000'), TO), { verdict: 'rejected', message: /Xiaohongshu 7: no contact data; token \[redacted\].*phone numbers/ })
})

t.test('names what opens the window only where there is one', async (t) => {
  for (const [options, reopensBy] of [[{}, []], [{ replyWindow: { durationMs: 1000 } }, ['message']]] as const) {
    const { hub, platform } = await openChat(t, { options })
    platform.consumer(CONSUMER).isOpen = false
    await failsAs(t, hub.send(text('hi'), TO), { verdict: 'window-closed', reopensBy })
  }
})

t.test('says nothing was sent when a picture could not be uploaded', async (t) => {
  const { hub, platform } = await openChat(t)
  const media = await hub.media.put(JPEG, { name: 'a.jpg', mimeType: 'image/jpeg' })
  const faults: Array<[object, DeliveryVerdict]> = [
    [{ loses: true }, 'retry'], [{ status: 502, body: '<html>' }, 'retry'], [{ code: CODES.content }, 'rejected'], [{ status: 200, body: '{"code":0}' }, 'rejected']
  ]
  for (const [fault, verdict] of faults) {
    const remove = platform.faults.add({ path: API_PATHS.upload, ...fault })
    await failsAs(t, hub.send({ type: 'image', media }, TO), { verdict }, JSON.stringify(fault))
    remove()
  }
  t.equal(sendsOf(platform).length, 0)
  const { get } = hub.media
  hub.media.get = () => Promise.reject(new Error('store'))
  await failsAs(t, hub.send({ type: 'image', media }, TO), { verdict: 'retry' }, 'a media store that is away')
  hub.media.get = get
})

t.test('answers from the account that the customer wrote to', async (t) => {
  const { hub, platform } = await openChat(t, { options: { im: { ...IM, accountCode: 'shop-1' } } })
  await platform.changeStaff(STAFF, 2)
  await platform.consumer(CONSUMER).sendText('to your colleague', { to: STAFF })
  await hub.send(text('hi'), { ...TO, id: 'a' })
  t.match(sendsOf(platform)[0], { user_id: ACCOUNT, from_user_id: STAFF, third_account_id: 'shop-1' })
  await platform.changeStaff(STAFF, 4)
  await failsAs(t, hub.send(text('hi'), { ...TO, id: 'b' }), { verdict: 'rejected', message: /no longer bound/ })
  await platform.consumer(CONSUMER).sendText('to the shop')
  await hub.send(text('hi'), { ...TO, id: 'c' })
  t.match(sendsOf(platform)[1], { user_id: ACCOUNT, from_user_id: ACCOUNT })
})

t.test('writes to nobody whom it does not know how to reach', async (t) => {
  const { hub, platform } = await openStand(t, { options: { im: { ...IM, accounts: [ACCOUNT, 'another'] } } })
  await failsAs(t, hub.send(text('hi'), TO), { verdict: 'rejected', message: /not known to which account/ })
  await platform.pushLead({ id: 1, red_id: '10000001', phone_num: '13800000000' })
  await failsAs(t, hub.send(text('hi'), { recipient: '10000001' }), { verdict: 'rejected', message: /left contact data/ })
  const unbound = await openHub(t, { im: { ...IM, accounts: 'bound' } })
  await failsAs(t, unbound.send(text('hi'), TO), { verdict: 'unauthorized', message: /No account is bound/ })
  const leadsOnly = await openHub(t, { im: undefined })
  await failsAs(t, leadsOnly.send(text('hi'), TO), { verdict: 'rejected', message: /leads only/ })
  t.equal(platform.calls.length, 0)
})

t.test('knows a platform that is not there as one that got nothing', async (t) => {
  const { hub, platform } = await openChat(t)
  await platform.close()
  await failsAs(t, hub.send(text('hi'), TO), { verdict: 'retry' })
  t.match(await hub.instance.health?.(), { state: 'degraded' })
})

t.test('sends nothing once the hub stops', async (t) => {
  const { hub, platform } = await openChat(t)
  await failsAs(t, hub.send(text('hi'), TO, AbortSignal.abort()), { verdict: 'retry' })
  t.equal(platform.calls.length, 0)
})
