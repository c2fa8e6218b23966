import { createHmac } from 'node:crypto'
import t from 'tap'
import { openHub, openVisit, PAGE } from './stand.js'

const SECRET = 'a secret of the shop'
const NOW_SECONDS = Date.UTC(2026, 0, 1) / 1000
const signUser = (id: string, expires: number, secret = SECRET): string => `${id}:${expires}:${createHmac('sha256', secret).update(`${id}:${expires}`).digest('hex')}`

t.test('a visitor is known again by a cookie that scripts cannot read and that stays with the widget', async (t) => {
  const hub = await openHub(t)
  const first = await openVisit(hub)
  t.match(first.visitor, /^v-[\w-]{24}$/)
  t.match(first.setCookie, /; Path=\/web\/shop; HttpOnly; Secure; Partitioned; SameSite=None/)
  t.equal((await openVisit(hub, {}, first.cookie)).visitor, first.visitor)
  t.not((await openVisit(hub)).visitor, first.visitor)
})

t.test('without https the cookie stays within the site', async (t) => {
  const { setCookie } = await openVisit(await openHub(t, {}, 'http://hub.test'))
  t.match(setCookie, /SameSite=Lax/)
  t.notMatch(setCookie, /Secure/)
})

t.test('a cookie that somebody made or changed is another visitor\'s', async (t) => {
  const hub = await openHub(t)
  const { cookie, visitor } = await openVisit(hub)
  for (const forged of [cookie.slice(0, -1), `${cookie}x`, `kh-shop=${visitor}`, `kh-shop=${visitor}.`, 'kh-shop=.', 'kh-shop=v-aaaaaaaaaaaaaaaaaaaaaaaa.abc']) {
    t.not((await openVisit(hub, {}, forged)).visitor, visitor, forged)
    t.equal((await hub.inject({ method: 'POST', url: '/web/shop/calls', headers: { origin: PAGE, cookie: forged }, payload: { kind: 'resume' } })).statusCode, 401, forged)
  }
})

t.test('a user whom the host page signs is the same on every device, and earlier visits join', async (t) => {
  const hub = await openHub(t, { userSecret: SECRET })
  const anonymous = await openVisit(hub)
  const user = signUser('customer:42', NOW_SECONDS + 60)
  const here = await openVisit(hub, { user }, anonymous.cookie)
  t.equal(here.visitor, 'u-customer:42')
  t.equal((await openVisit(hub, { user })).visitor, 'u-customer:42')
  const mergeKeys = ['shop:u-customer:42']
  t.strictSame(hub.profiles, [{ senderId: 'u-customer:42', profile: { mergeKeys } }, { senderId: anonymous.visitor, profile: { mergeKeys } }])
  t.match((await openVisit(hub, {}, here.cookie)).visitor, /^v-/, 'who signed out is nobody again')
})

t.test('a user who is not signed as agreed is refused', async (t) => {
  const hub = await openHub(t, { userSecret: SECRET })
  const bad = [
    'x', '', signUser('a', NOW_SECONDS - 1), signUser('a', NOW_SECONDS + 60, 'another'), signUser('a', NOW_SECONDS + 60).replace('a:', 'b:'),
    signUser('a'.repeat(129), NOW_SECONDS + 60), `a:${NOW_SECONDS + 60}:${'0'.repeat(64)}`
  ]
  for (const user of bad) {
    const response = await hub.inject({ method: 'POST', url: '/web/shop/session', headers: { origin: PAGE }, payload: { user } })
    t.equal(response.statusCode, 403, user.slice(0, 20))
    t.match(response.json(), { code: 'WEB_ERR_USER' })
  }
  const none = await openHub(t)
  t.equal((await none.inject({ method: 'POST', url: '/web/shop/session', headers: { origin: PAGE }, payload: { user: signUser('a', NOW_SECONDS + 60) } })).statusCode, 403)
})

t.test('the page a visitor is on becomes an event of the thread', async (t) => {
  const hub = await openHub(t)
  const { visitor } = await openVisit(hub, { lang: 'zh', page: { url: 'https://shop.test/a', title: '首页', referrer: '', campaign: { utm_source: 'ad' } } })
  t.match(hub.received, [{ sender: { id: visitor }, content: { type: 'event', name: 'visit', data: { url: 'https://shop.test/a', title: '首页', lang: 'zh', utm_source: 'ad' } } }])
  t.equal(hub.received[0]?.trigger, undefined)
  for (const body of [{ page: { url: 'x'.repeat(3000) } }, { lang: 'fr' }, { page: { campaign: { a: 'x'.repeat(300) } } }]) {
    t.equal((await hub.inject({ method: 'POST', url: '/web/shop/session', headers: { origin: PAGE }, payload: body })).statusCode, 400)
  }
})

t.test('only allowed pages get in, and browsers hear so', async (t) => {
  const hub = await openHub(t)
  const post = async (headers: Record<string, string>) => await hub.inject({ method: 'POST', url: '/web/shop/session', headers, payload: {} })
  t.equal((await post({ origin: 'https://evil.test' })).statusCode, 403)
  t.equal((await post({})).statusCode, 403, 'a POST names its page')
  t.equal((await post({ origin: 'null' })).statusCode, 403)
  const own = await post({ origin: 'https://hub.test' })
  t.equal(own.statusCode, 200)
  const allowed = await post({ origin: PAGE })
  t.match(allowed.headers, { 'access-control-allow-origin': PAGE, 'access-control-allow-credentials': 'true' })
  const asked = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' }
  const preflight = await hub.inject({ method: 'OPTIONS', url: '/web/shop/session', headers: { origin: PAGE, ...asked } })
  t.equal(preflight.statusCode, 204)
  t.equal(preflight.headers['access-control-allow-origin'], PAGE)
  t.notOk((await hub.inject({ method: 'OPTIONS', url: '/web/shop/session', headers: { origin: 'https://evil.test', ...asked } })).headers['access-control-allow-origin'])
  t.equal((await hub.inject({ method: 'GET', url: '/web/shop/events', headers: { origin: 'https://evil.test' } })).statusCode, 403)
  t.ok((hub.refusals.get('origin') ?? 0) >= 3)
})

t.test('one address opens only so many visits in a minute', async (t) => {
  const hub = await openHub(t)
  const open = async () => (await hub.inject({ method: 'POST', url: '/web/shop/session', headers: { origin: PAGE }, payload: {} })).statusCode
  for (let count = 0; count < 300; count++) await open()
  t.equal(await open(), 429)
  hub.clock.advance(60_000)
  t.equal(await open(), 200)
})

t.test('the answer says how the widget looks', async (t) => {
  const hub = await openHub(t, { name: '小店', color: '#aabbcc', position: 'left', suggestions: [{ zh: '怎么退款', en: 'Refunds' }], maxUploadBytes: 5000 })
  t.match((await openVisit(hub)).body, {
    maxUploadBytes: 5000,
    brand: { name: '小店', color: '#aabbcc', position: 'left', sound: false, isOpen: true, welcome: { zh: /您好/, en: /Hello/ }, suggestions: [{ zh: '怎么退款', en: 'Refunds' }] }
  })
  await t.rejects(openHub(t, { hours: { timeZone: 'Nowhere/Land' } }), RangeError)
})

t.test('every visitor gets a key for what the browser keeps, which tells nobody who it is', async (t) => {
  const hub = await openHub(t, { userSecret: SECRET })
  const keyOf = (visit: { body: object }): string => (visit.body as { visitorKey: string }).visitorKey
  const anonymous = await openVisit(hub)
  t.match(keyOf(anonymous), /^[\w-]{16}$/)
  t.notOk(anonymous.setCookie.includes(keyOf(anonymous)))
  t.equal(keyOf(await openVisit(hub, {}, anonymous.cookie)), keyOf(anonymous))
  const user = await openVisit(hub, { user: signUser('customer:42', NOW_SECONDS + 60) }, anonymous.cookie)
  t.not(keyOf(user), keyOf(anonymous))
  t.equal(keyOf(await openVisit(hub, { user: signUser('customer:42', NOW_SECONDS + 90) })), keyOf(user))
})
