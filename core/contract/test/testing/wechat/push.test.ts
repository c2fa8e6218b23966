import t from 'tap'
import { pushCallback } from '../../../src/testing/wechat/push.js'
import { appId, openid, startHub, startStand } from './stand.js'

t.test('one timely success is enough', async (t) => {
  const { platform } = await startStand(t)
  t.same(await platform.customer(appId, openid).sendText('1'), { deliveries: 1, accepted: true, status: 200, body: 'success' })
})

t.test('an empty answer is enough too', async (t) => {
  const { platform, hub } = await startStand(t)
  hub.answer = () => ({ body: '' })
  t.match(await platform.customer(appId, openid).sendText('1'), { deliveries: 1, accepted: true })
})

t.test('repeats up to three times what is refused, answered wrongly or broken off', async (t) => {
  const { platform, hub } = await startStand(t)
  const cases: Array<[ReturnType<typeof hub.answer>, object]> = [
    [{ status: 500, body: 'no' }, { status: 500, body: 'no', problem: 'the status is 500' }],
    [{ body: '{"ok":true}' }, { status: 200, body: '{"ok":true}', problem: 'the answer is neither success nor well-formed XML' }],
    [{ body: 'x'.repeat(1_048_577) }, { status: 200, problem: 'the answer is longer than 1048576 bytes' }],
    ['reset', { status: 0, body: '', problem: /^the request failed: / }]
  ]
  for (const [answer, expected] of cases) {
    const before = hub.requests.length
    hub.answer = () => answer
    t.match(await platform.customer(appId, openid).sendText('1'), { deliveries: 4, accepted: false, ...expected })
    t.equal(hub.requests.length - before, 4)
  }
})

t.test('repeats when no answer comes in time', async (t) => {
  const hub = await startHub(t)
  hub.answer = (index) => index < 2 ? undefined : { body: 'success' }
  // The third delivery has all the time it wants, so that a busy machine changes nothing.
  const timing = { repeatAfterMs: 0, get deadlineMs () { return hub.requests.length < 2 ? 30 : 60_000 } }
  const request = { url: hub.url, query: {}, body: 'x', headers: {} }
  const result = await pushCallback(() => request, () => ({ accepted: true }), timing, new AbortController().signal)
  t.match(result, { accepted: true, status: 200, body: 'success' })
  t.ok(result.deliveries >= 3)
})

t.test('says so when no delivery is answered in time', async (t) => {
  const { platform, hub } = await startStand(t, {}, { deadlineMs: 5 })
  hub.answer = () => undefined
  t.same(await platform.customer(appId, openid).sendText('1'), { deliveries: 4, accepted: false, status: 0, body: '', problem: 'no answer within 5 ms' })
})

t.test('a repeat is the same request, byte for byte', async (t) => {
  const { platform, hub } = await startStand(t, { mode: 'security' })
  hub.answer = (index) => ({ body: index < 1 ? 'no' : 'success' })
  await platform.customer(appId, openid).sendText('1')
  t.equal(hub.requests[0]!.body, hub.requests[1]!.body)
  t.equal(hub.requests[0]!.query.toString(), hub.requests[1]!.query.toString())
})

t.test('a repeat can be the same message signed anew', async (t) => {
  const { platform, hub, clock } = await startStand(t, {}, { repeats: 'resigned' })
  hub.answer = (index) => {
    clock.nowMs += 5_000
    return { body: index < 1 ? 'no' : 'success' }
  }
  await platform.customer(appId, openid).sendText('1')
  t.equal(hub.requests[0]!.body, hub.requests[1]!.body, 'time and id of the message stay')
  t.equal(Number(hub.requests[1]!.query.get('timestamp')) - Number(hub.requests[0]!.query.get('timestamp')), 5)
})

t.test('a hub that cannot be reached gets four tries', async (t) => {
  const { platform } = await startStand(t)
  const gone = await startStand(t)
  await gone.platform.close()
  platform.account(appId).callbackUrl = gone.platform.url
  t.match(await platform.customer(appId, openid).sendText('1'), { deliveries: 4, accepted: false, problem: String })
})

t.test('closing the platform ends a push that waits for its answer', async (t) => {
  const waiting = await startStand(t)
  const arrived = new Promise<void>((resolve) => { waiting.hub.answer = () => resolve() as undefined })
  const push = waiting.platform.customer(appId, openid).sendText('1')
  await arrived
  await waiting.platform.close()
  t.match(await push, { deliveries: 1, accepted: false, problem: 'the platform was closed' })
  t.match(await waiting.platform.customer(appId, openid).sendText('2'), { deliveries: 1, accepted: false, problem: 'the platform was closed' })
})

t.test('closing the platform ends a push that waits for its repeat', async (t) => {
  const hub = await startHub(t)
  const closing = new AbortController()
  const judge = () => {
    setImmediate(() => closing.abort())
    return { accepted: false as const, problem: 'not today' }
  }
  const result = await pushCallback(() => ({ url: hub.url, query: {}, body: '', headers: {} }), judge, { deadlineMs: 60_000, repeatAfterMs: 3_600_000 }, closing.signal)
  t.same(result, { deliveries: 1, accepted: false, status: 200, body: 'success', problem: 'not today' })
  t.equal(hub.requests.length, 1)
})
