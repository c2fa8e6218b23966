import t from 'tap'
import type { Unauthorized } from '@kefuhub/contract'
import { API_PATHS, CODES, FakeXiaohongshu, SIMULATED_WIRE } from '../../src/simulator/index.js'
import { ACCOUNT, CONSUMER, IM, NOW_MS, failsAs, openHub, openStand, type Stand } from '../stand.js'
import { KEY } from '../vectors.js'

const OAUTH = { appId: '46', secret: 'secret-of-the-application', authCode: 'code-of-the-merchant' }
const { appId: _appId, ...ENTRY } = OAUTH
const TEXT = { type: 'text' as const, text: 'hi' }
const TO = { recipient: CONSUMER }

/** A stand with OAuth whose customer has just written. */
async function open (t: Parameters<typeof openStand>[0], entry: object = ENTRY, oauth: object = {}): Promise<Stand> {
  const stand = await openStand(t, { options: { im: { ...IM, token: { oauth2: entry } } }, platform: { accessToken: 'nobody has this', oauth: { ...OAUTH, ...oauth } } })
  await stand.platform.consumer(CONSUMER).sendText('hi')
  return stand
}

const grants = ({ platform }: Stand): string[] => platform.calls.filter(({ path }) => path.includes('oauth2')).map(({ path }) => path)

t.test('takes the code once and refreshes from then on', async (t) => {
  const stand = await open(t)
  const { hub, platform, advance } = stand
  await hub.send(TEXT, TO)
  await hub.send(TEXT, { ...TO, id: 'message-2' })
  t.same(grants(stand), [API_PATHS.accessToken], 'one token serves all')
  t.match(platform.calls[0], { body: { app_id: 46, secret: OAUTH.secret, auth_code: OAUTH.authCode } })
  for (let day = 0; day < 3; day++) {
    advance(86_400_000)
    await hub.send(TEXT, { ...TO, id: `day-${day}` })
  }
  t.same(grants(stand), [API_PATHS.accessToken, API_PATHS.refreshToken, API_PATHS.refreshToken, API_PATHS.refreshToken], 'each refresh uses the newest refresh token')
  t.equal(platform.consumer(CONSUMER).inbox.length, 5)
  const kept = hub.cursors.get('refresh-token') ?? ''
  t.ok(kept.length > 40)
  t.notMatch(Buffer.from(kept, 'base64').toString('latin1'), /refresh/, 'it is kept encrypted')
})

t.test('fetches a new token when the platform refuses one, once', async (t) => {
  const stand = await open(t)
  const { hub, platform } = stand
  await hub.send(TEXT, TO)
  platform.tokens.expire()
  await hub.send(TEXT, { ...TO, id: 'message-2' })
  t.equal(platform.consumer(CONSUMER).inbox.length, 2)
  t.same(grants(stand), [API_PATHS.accessToken, API_PATHS.refreshToken])
  platform.faults.add({ path: API_PATHS.send, code: CODES.token })
  await failsAs(t, hub.send(TEXT, { ...TO, id: 'message-3' }), { verdict: 'unauthorized', message: /refuses the access token/ })
  t.equal(grants(stand).length, 3, 'never a third time')
  t.match(await hub.instance.health?.(), { state: 'down', reason: /access token/ })
  t.match(hub.alerts, [{ key: 'token', severity: 'critical' }])
})

t.test('begins with a refresh token from the config', async (t) => {
  const stand = await open(t, { secret: OAUTH.secret, refreshToken: 'refresh-of-the-merchant' }, { refreshToken: 'refresh-of-the-merchant' })
  await stand.hub.send(TEXT, TO)
  t.same(grants(stand), [API_PATHS.refreshToken])
})

t.test('takes another application when told so', async (t) => {
  const stand = await open(t, { ...ENTRY, appId: 'other' }, { appId: 'other' })
  await stand.hub.send(TEXT, TO)
  t.match(stand.platform.calls[0], { body: { app_id: 'other' } })
})

t.test('leaves a platform alone that refuses the authorisation, for a minute', async (t) => {
  const stand = await open(t, { ...ENTRY, authCode: 'used before' })
  const { hub, advance } = stand
  await failsAs(t, hub.send(TEXT, TO), { verdict: 'unauthorized', afterMs: 60_000, message: /have the merchant authorise again/ })
  const error = await hub.send(TEXT, TO).catch((error: unknown) => error) as Unauthorized
  t.equal(error.verdict, 'unauthorized')
  t.notMatch(error.message, /used before|secret-of/)
  t.equal(grants(stand).length, 1)
  advance(60_000)
  await failsAs(t, hub.send(TEXT, TO), { verdict: 'unauthorized' })
  t.equal(grants(stand).length, 2)
})

t.test('tries again what may pass, because nothing was sent', async (t) => {
  const stand = await open(t)
  const { hub, platform } = stand
  const path = API_PATHS.accessToken
  for (const fault of [{ status: 502, body: '<html>' }, { code: CODES.busy }, { drops: true }, { status: 200, body: '{"code":0,"success":true}' }]) {
    const remove = platform.faults.add({ path, ...fault })
    const verdict = fault.body?.includes('success') === true ? 'unauthorized' : 'retry'
    await failsAs(t, hub.send(TEXT, TO), { verdict }, JSON.stringify(fault))
    remove()
  }
  t.equal(platform.consumer(CONSUMER).inbox.length, 0)
})

t.test('goes on with the new token while its refresh token cannot be kept', async (t) => {
  let nowMs = NOW_MS
  const platform = await FakeXiaohongshu.start({ appId: '46', cipherKey: KEY, accountId: ACCOUNT, mustBind: false, oauth: OAUTH, now: () => nowMs })
  t.teardown(() => platform.close())
  const hub = await openHub(t, { im: { ...IM, token: { oauth2: ENTRY } }, apiBase: platform.url, wire: SIMULATED_WIRE })
  const customer = platform.consumer(CONSUMER)
  customer.isOpen = true
  platform.note(customer, ACCOUNT)
  const cursors = hub.cursors as Map<string, string>
  const { set } = cursors
  let isBroken = true
  cursors.set = (name, value) => {
    if (isBroken && name === 'refresh-token') throw new Error('store')
    return set.call(cursors, name, value)
  }
  await hub.send(TEXT, TO)
  t.match(hub.logs.filter(({ level }) => level === 'error'), [{ message: /refresh token could not be kept/ }])
  isBroken = false
  nowMs += 86_400_000
  hub.clock.advance(86_400_000)
  await hub.send(TEXT, { ...TO, id: 'message-2' })
  t.ok(cursors.has('refresh-token'), 'the next one is kept')
  t.equal(customer.inbox.length, 2)
})

t.test('a token from the config cannot be replaced', async (t) => {
  const { hub, platform } = await openStand(t, { platform: { accessToken: 'another one' } })
  await platform.consumer(CONSUMER).sendText('hi')
  await failsAs(t, hub.send(TEXT, TO), { verdict: 'unauthorized', message: /enter a current one under im\.token/ })
  t.match(hub.alerts, [{ key: 'token' }])
})
