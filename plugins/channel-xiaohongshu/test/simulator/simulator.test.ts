import type { AddressInfo } from 'node:net'
import { createFakeHub } from '@kefuhub/contract/testing'
import t from 'tap'
import plugin from '../../src/index.js'
import simulator, { API_PATHS, CODES, FakeXiaohongshu, bind, openWith, sealFor } from '../../src/simulator/index.js'
import { ACCESS_TOKEN, ACCOUNT, CONSUMER, IM, NOW_MS, OPTIONS, failsAs } from '../stand.js'
import { KEY, vectors } from '../vectors.js'

interface Teardown { teardown (close: () => unknown): unknown }

async function start (t: Teardown, more: Partial<Parameters<typeof FakeXiaohongshu.start>[0]> = {}): Promise<FakeXiaohongshu> {
  const platform = await FakeXiaohongshu.start({ appId: '46', cipherKey: KEY, accessToken: ACCESS_TOKEN, accountId: ACCOUNT, mustBind: false, now: () => NOW_MS, ...more })
  t.teardown(() => platform.close())
  return platform
}

async function call (platform: FakeXiaohongshu, path: string, body: unknown, headers: Record<string, string> = { 'access-token': ACCESS_TOKEN }) {
  const response = await fetch(platform.url + path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) })
  return { status: response.status, body: await response.json() as { code: number, msg: string, data?: unknown } }
}

/** A hub with the plugin that talks to a simulated platform, as acceptance tests start it. */
async function play (t: Teardown, options: Record<string, unknown>) {
  const platform = await simulator.start(options)
  t.teardown(() => platform.close())
  const hub = await createFakeHub(plugin, { ...options, ...platform.options }, { id: 'xhs', nowMs: Date.now() })
  t.teardown(() => hub.close())
  await hub.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = hub.app.server.address() as AddressInfo
  const customer = await platform.join((hub.instance.endpoints ?? []).map(({ url }) => `http://127.0.0.1:${port}${new URL(url).pathname}`), '小红')
  return { hub, customer }
}

t.test('plays a customer for acceptance tests', async (t) => {
  const forms: Array<[string, Record<string, unknown>]> = [
    ['a listed account', OPTIONS],
    ['an account that is bound', { im: { ...IM, accounts: 'bound' } }],
    ['OAuth', { im: { ...IM, token: { oauth2: { secret: 'secret-of-it', authCode: 'code-of-it' } } } }]
  ]
  for (const [name, options] of forms) {
    const { hub, customer } = await play(t, options)
    await customer.say('你好')
    await customer.sendFile?.image?.(Buffer.from([0x89, 0x50, 0x4e, 0x47]))
    t.match(hub.received, [{ sender: { id: customer.id, name: '小红' }, content: { text: '你好' } }, { content: { type: 'image' } }], name)
    const next = customer.next(0, 60_000)
    await hub.send({ type: 'text', text: '您好' }, { recipient: customer.id })
    t.strictSame(await next, { type: 'text', text: '您好' })
    t.strictSame(await customer.next(0, 1), { type: 'text', text: '您好' })
    t.equal(customer.inbox.length, 1)
    t.equal(customer.expireWindow, undefined)
    hub.busy = true
    await failsAs(t, customer.say('x'), { message: /the hub answered 500/ })
    await hub.close()
  }
})

t.test('closes the window where there is one', async (t) => {
  const { hub, customer } = await play(t, { ...OPTIONS, replyWindow: { durationMs: 1000 } })
  await customer.say('hi')
  customer.expireWindow?.()
  await failsAs(t, hub.send({ type: 'text', text: 'x' }, { recipient: customer.id }), { verdict: 'window-closed' })
  await failsAs(t, customer.next(0, 1), { message: /no message came/ })
  await failsAs(t, simulator.start({ leadPush: {} }), { message: /nobody to talk to/ })
})

t.test('sends only what is complete, opened and allowed', async (t) => {
  const platform = await start(t)
  const customer = platform.consumer(CONSUMER)
  platform.note(customer, ACCOUNT)
  const good = { user_id: ACCOUNT, request_id: 'r', message_type: 'TEXT', from_user_id: ACCOUNT, to_user_id: CONSUMER, third_account_id: 'shop', timestamp: NOW_MS, content: sealFor(KEY, { text: 'hi' }) }
  t.match((await call(platform, API_PATHS.send, good)).body, { code: CODES.window }, 'nobody wrote yet')
  customer.isOpen = true
  const cases: Array<[string, unknown, number]> = [
    ['a list', [], CODES.parameter],
    ['a field is missing', { ...good, request_id: undefined }, CODES.parameter],
    ['a field too many', { ...good, extra: 1 }, CODES.parameter],
    ['a number as id', { ...good, to_user_id: 9 }, CODES.parameter],
    ['another time', { ...good, timestamp: NOW_MS - 400_000 }, CODES.parameter],
    ['another account', { ...good, user_id: 'x' }, CODES.account],
    ['a stranger', { ...good, to_user_id: 'x' }, CODES.gone],
    ['another key', { ...good, content: sealFor('ffeeddccbbaa99887766554433221100', { text: 'hi' }) }, CODES.content],
    ['an empty text', { ...good, content: sealFor(KEY, { text: '' }) }, CODES.content],
    ['a long text', { ...good, content: sealFor(KEY, { text: '字'.repeat(1001) }) }, CODES.content],
    ['more than a text', { ...good, content: sealFor(KEY, { text: 'hi', more: 1 }) }, CODES.content],
    ['an unknown type', { ...good, message_type: 'DANCE' }, CODES.content],
    ['a picture that is not there', { ...good, message_type: 'IMAGE', content: sealFor(KEY, { media_id: 'x' }) }, CODES.content]
  ]
  for (const [name, body, code] of cases) t.equal((await call(platform, API_PATHS.send, body)).body.code, code, name)
  t.equal((await call(platform, API_PATHS.send, good, {})).body.code, CODES.token)
  t.match((await call(platform, API_PATHS.send, good)).body, { code: 0, data: { message_id: String } })
  t.equal((await call(platform, API_PATHS.send, { ...good, timestamp: NOW_MS + 1 })).body.code, 0, 'a repeat is the same message')
  t.equal((await call(platform, API_PATHS.send, { ...good, message_type: 'NOTE' })).body.code, CODES.parameter, 'its id is taken')
  t.equal(customer.inbox.length, 1)
  t.equal((await call(platform, API_PATHS.staff, { user_id: ACCOUNT })).body.code, 0)
  t.equal((await call(platform, API_PATHS.staff, {})).body.code, CODES.parameter)
})

t.test('takes pictures as a form with one file', async (t) => {
  const platform = await start(t)
  const upload = async (name: string, headers: Record<string, string> = {}): Promise<number> => {
    const body = new FormData()
    body.append(name, new Blob(['x'], { type: 'image/png' }), 'a.png')
    const response = await fetch(platform.url + API_PATHS.upload, { method: 'POST', headers: { 'access-token': ACCESS_TOKEN, ...headers }, body })
    return (await response.json() as { code: number }).code
  }
  t.equal(await upload('picture'), CODES.parameter)
  t.equal((await call(platform, API_PATHS.upload, {})).body.code, CODES.parameter)
  t.equal((await fetch(`${platform.url}/files/none`)).status, 404)
})

t.test('gives tokens once for each grant', async (t) => {
  const platform = await start(t, { oauth: { appId: '46', secret: 's', authCode: 'c' } })
  const ask = async (path: string, body: object) => (await call(platform, path, { app_id: 46, secret: 's', ...body })).body
  t.equal((await ask(API_PATHS.accessToken, { auth_code: 'x' })).code, CODES.account)
  t.equal((await ask(API_PATHS.accessToken, { auth_code: 'c', secret: 'x' })).code, CODES.account)
  const { data } = await ask(API_PATHS.accessToken, { auth_code: 'c' }) as { data: { access_token: string, refresh_token: string } }
  t.ok(platform.tokens.accepts(data.access_token))
  t.equal((await ask(API_PATHS.accessToken, { auth_code: 'c' })).code, CODES.account)
  t.equal((await ask(API_PATHS.refreshToken, { refresh_token: data.refresh_token })).code, 0)
  t.equal((await ask(API_PATHS.refreshToken, { refresh_token: data.refresh_token })).code, CODES.account)
  platform.tokens.expire()
  t.notOk(platform.tokens.accepts(data.access_token))
  t.notOk(platform.tokens.accepts(undefined))
})

t.test('binds only with a link of the right application that the hub confirms', async (t) => {
  const platform = await start(t, { mustBind: true })
  const visit = async (appId: string, token: string): Promise<number> => (await fetch(`${platform.bindUrl}?${new URLSearchParams({ appId, token }).toString()}`)).status
  const { token } = vectors.im_third_party.binding_url_sample
  t.equal(await visit('47', token), 400)
  t.equal(await visit('46', 'x'), 400)
  t.equal(await visit('46', sealFor(KEY, { other: 1 })), 400)
  t.equal(await visit('46', token), 500, 'nobody told it where the hub is')
  platform.hub.bind = `${platform.url}/nowhere`
  t.equal(await visit('46', token), 400, 'the hub does not confirm')
  t.equal(platform.bound.size, 0)
  platform.hub.page = `${platform.url}/files/none`
  await failsAs(t, bind(platform), { message: /binding page answered 404/ })
  await failsAs(t, platform.pushLead({}), { message: /no address for 'push'/ })
  await failsAs(t, platform.consumer('x').repeat(), { message: /nothing was written/ })
})

t.test('goes wrong as it is told', async (t) => {
  const platform = await start(t)
  const remove = platform.faults.add({ path: API_PATHS.staff, status: 429, headers: { 'retry-after': '3' } })
  const response = await fetch(platform.url + API_PATHS.staff, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })
  t.match({ status: response.status, wait: response.headers.get('retry-after') }, { status: 429, wait: '3' })
  remove()
  remove()
  platform.faults.add({ path: API_PATHS.staff, code: CODES.busy, times: 2 })
  t.equal((await call(platform, API_PATHS.staff, {})).body.code, CODES.busy)
  t.equal((await call(platform, API_PATHS.staff, {})).body.code, CODES.busy)
  t.equal((await call(platform, API_PATHS.staff, { user_id: 'x' })).body.code, 0)
  platform.faults.add({ path: API_PATHS.staff, drops: true })
  await t.rejects(call(platform, API_PATHS.staff, {}))
  t.equal(openWith(KEY, 'a~split~b~split~c'), undefined)
  t.equal(openWith(KEY, 7), undefined)
})
