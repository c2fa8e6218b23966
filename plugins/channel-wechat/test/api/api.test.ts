import t from 'tap'
import { ACCOUNT, OPENID, OPTIONS, failsAs, openHub, openStand } from '../stand.js'

const { appId } = ACCOUNT
const SEND = '/cgi-bin/message/custom/send'
const STABLE = '/cgi-bin/stable_token'
const HELLO = { type: 'text', text: 'hello' } as const
const TO = { recipient: OPENID }

t.test('fetches one token for many calls', async (t) => {
  const { platform, hub } = await openStand(t, { account: { windows: { message: { sends: 50, durationMs: 1000 } } } })
  await platform.customer(appId, OPENID).sendText('hi')
  await Promise.all(Array.from({ length: 50 }, () => hub.send(HELLO, TO)))
  t.equal(platform.tokenFetches(appId), 1)
})

t.test('asks the classic endpoint where the operator wants it', async (t) => {
  const { platform, hub } = await openStand(t, { options: { tokenEndpoint: 'classic' } })
  await platform.customer(appId, OPENID).sendText('hi')
  await hub.send(HELLO, TO)
  t.match(platform.requests.map(({ path }) => path), ['/cgi-bin/token', SEND])
  platform.invalidateToken(appId)
  await hub.send(HELLO, TO)
  t.equal(platform.tokenFetches(appId), 2)
})

for (const [name, spoil] of [['invalidated', 'invalidateToken'], ['expired', 'expireTokens']] as const) {
  t.test(`refetches an ${name} token once, however many calls meet it`, async (t) => {
    const { platform, hub } = await openStand(t, { account: { windows: { message: { sends: 200, durationMs: 1000 } } } })
    await platform.customer(appId, OPENID).sendText('hi')
    await hub.send(HELLO, TO)
    platform[spoil](appId)
    await Promise.all(Array.from({ length: 100 }, () => hub.send(HELLO, TO)))
    t.equal(platform.tokenFetches(appId), 2, 'one fetch at the start and one for all')
    t.equal(platform.received(OPENID).length, 101, 'nothing was sent twice')
    t.equal(hub.instance.health?.() === undefined, false)
    t.match(await hub.instance.health?.(), { state: 'ok' })
  })
}

for (const code of [40001, 40014, 42001]) {
  t.test(`tries once more after ${code}, and then stops and tells the operator`, async (t) => {
    const { platform, hub } = await openStand(t)
    await platform.customer(appId, OPENID).sendText('hi')
    platform.faults.add({ path: SEND, errcode: code, times: 1 })
    await hub.send(HELLO, TO)
    t.equal(platform.received(OPENID).length, 1, 'the second try got through')
    const remove = platform.faults.add({ path: SEND, errcode: code })
    const before = platform.requests.length
    await failsAs(t, hub.send(HELLO, TO), { verdict: 'unauthorized', afterMs: 60_000 })
    t.equal(platform.requests.slice(before).filter(({ path }) => path === SEND).length, 2, 'two tries, no loop')
    t.match(await hub.instance.health?.(), { state: 'down', reason: new RegExp(String(code)) })
    remove()
    await hub.send(HELLO, TO)
    t.match(await hub.instance.health?.(), { state: 'ok' }, 'well again after a call that worked')
  })
}

t.test('never forces a refresh', async (t) => {
  const bodies: string[] = []
  const hub = await openHub(t, {}, {
    fetch: async (url, init) => {
      if (new URL(url).pathname !== STABLE) return Response.json({ errcode: 40001, errmsg: 'invalid credential' })
      bodies.push(String(init?.body))
      return Response.json({ access_token: 'a-token', expires_in: 7200 })
    }
  })
  await failsAs(t, hub.send(HELLO, TO), { verdict: 'unauthorized' })
  t.same(bodies.map((body) => JSON.parse(body) as unknown), Array.from({ length: 2 }, () => ({ grant_type: 'client_credential', appid: OPTIONS.appId, secret: OPTIONS.appSecret, force_refresh: false })))
})

t.test('refreshes a stable token only in its last minutes, so that it is not asked for again and again', async (t) => {
  const { platform, hub, advance } = await openStand(t)
  const customer = platform.customer(appId, OPENID)
  for (const [minutes, fetches] of [[0, 1], [111, 1], [3, 1], [3, 2], [1, 2]] as const) {
    advance(minutes * 60_000)
    await customer.sendText('hi')
    await hub.send(HELLO, TO)
    await hub.send(HELLO, TO)
    t.equal(platform.tokenFetches(appId), fetches, `${minutes} minutes later`)
  }
})

t.test('tells the operator what is wrong with the credentials, and asks again after a minute only', async (t) => {
  for (const [change, code, fault] of [
    [{ appSecret: 'anotherSecret' }, 40125, undefined],
    [{ appId: 'wxffffffffffffffff' }, 40013, undefined],
    [{}, 40164, { path: STABLE, errcode: 40164, errmsg: 'invalid ip 203.0.113.7, not in whitelist rid: 1' }],
    [{}, 89503, { path: STABLE, errcode: 89503 }]
  ] as const) {
    const { platform, hub, advance } = await openStand(t)
    const other = await openHub(t, { apiBase: platform.url, ...change })
    const remove = fault === undefined ? () => {} : platform.faults.add(fault)
    const channel = fault === undefined ? other : hub
    const fetchesOf = (): number => platform.requests.filter(({ path }) => path === STABLE).length
    await failsAs(t, channel.send(HELLO, TO), { verdict: 'unauthorized', message: new RegExp(String(code)) }, String(code))
    t.match(await channel.instance.health?.(), { state: 'down', reason: new RegExp(String(code)) })
    if (code === 40164) t.match((await channel.instance.health?.())?.reason, '203.0.113.7', 'the refused address is shown')
    await failsAs(t, channel.send(HELLO, TO), { verdict: 'unauthorized' }, 'still refused')
    t.equal(fetchesOf(), 1, 'without asking again')
    remove()
    if (fault === undefined) continue
    await platform.customer(appId, OPENID).sendText('hi')
    advance(60_000)
    await channel.send(HELLO, TO)
    t.match(await channel.instance.health?.(), { state: 'ok' })
  }
})

t.test('treats trouble with the token endpoint as a message that was not sent', async (t) => {
  const answers: Array<[string, () => Promise<Response>]> = [
    ['busy', async () => Response.json({ errcode: -1, errmsg: 'system error' })],
    ['reset', () => Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'ECONNRESET' }) }))],
    ['late', () => Promise.reject(new DOMException('late', 'TimeoutError'))],
    ['a page', async () => new Response('<html>', { status: 502 })],
    ['no token', async () => Response.json({ expires_in: 7200 })],
    ['no life', async () => Response.json({ access_token: 'a', expires_in: 0 })],
    ['an endless token', async () => Response.json({ access_token: 'a'.repeat(2049), expires_in: 7200 })]
  ]
  for (const [name, fetch] of answers) {
    const hub = await openHub(t, {}, { fetch })
    await failsAs(t, hub.send(HELLO, TO), { verdict: 'retry' }, name)
  }
})

t.test('waits for no answer longer than told, and takes none for a message that may have arrived', async (t) => {
  const waits: Array<number | undefined> = []
  const hub = await openHub(t, { timeoutMs: 1234 }, {
    fetch: async (url, init) => {
      waits.push(init?.timeoutMs)
      if (new URL(url).pathname === STABLE) return Response.json({ access_token: 'a-token', expires_in: 7200 })
      throw new DOMException('The operation was aborted due to timeout', 'TimeoutError')
    }
  })
  await failsAs(t, hub.send(HELLO, TO), { verdict: 'uncertain', cause: { message: /no answer in time/ } })
  t.same(waits, [1234, 1234])
  t.match(await hub.instance.health?.(), { state: 'degraded', reason: /no answer in time/ })
})

t.test('does not take half an answer for one', async (t) => {
  const broken = (): ReadableStream => new ReadableStream({
    start (controller) {
      controller.enqueue(Buffer.from('{"errcode":0,'))
      controller.error(new Error('the connection broke off'))
    }
  })
  const hub = await openHub(t, {}, {
    fetch: async (url) => new URL(url).pathname === STABLE ? Response.json({ access_token: 'a-token', expires_in: 7200 }) : new Response(broken())
  })
  await failsAs(t, hub.send(HELLO, TO), { verdict: 'uncertain', cause: { message: /broke off/ } })
})

t.test('gives up on an endless answer', async (t) => {
  const hub = await openHub(t, {}, { fetch: async () => new Response('{'.repeat(1024 * 1024 + 1)) })
  await failsAs(t, hub.send(HELLO, TO), { verdict: 'retry' })
})

t.test('keeps two accounts apart', async (t) => {
  const { platform, hub } = await openStand(t, { platform: { accounts: [ACCOUNT, { ...ACCOUNT, appId: 'wxaaaaaaaaaaaaaaaa', ghId: 'gh_aaaaaaaaaaaa', appSecret: 'secretOfTheOther' }] } })
  const second = await openHub(t, { apiBase: platform.url, appId: 'wxaaaaaaaaaaaaaaaa', originalId: 'gh_aaaaaaaaaaaa', appSecret: 'secretOfTheOther' }, { id: 'second' })
  await platform.customer(appId, OPENID).sendText('hi')
  await hub.send(HELLO, TO)
  await failsAs(t, second.send(HELLO, TO), { verdict: 'rejected' }, 'a customer of the other account')
  t.equal(platform.tokenFetches(appId), 1)
  t.equal(platform.tokenFetches('wxaaaaaaaaaaaaaaaa'), 1)
  t.not(hub.instance.endpoints?.[0]?.url, second.instance.endpoints?.[0]?.url)
})
