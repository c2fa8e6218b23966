import { createHmac } from 'node:crypto'
import t from 'tap'
import { sealFor } from '../../src/simulator/index.js'
import { ACCOUNT, CONSUMER, IM, OPTIONS, STAFF, failsAs, openHub, openStand, pathOf, type XhsHub } from '../stand.js'
import { KEY, vectors } from '../vectors.js'

const SAMPLE = vectors.im_third_party.message_callback_sample
const MESSAGE = '/api/open/im/send'
const REFUSED = '{"code":1,"msg":"refused","success":false}'

function post (hub: XhsHub, suffix: string, body: object | string | Buffer, more: object = {}) {
  const payload = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body)
  return hub.inject({ method: 'POST', url: pathOf(hub, suffix), headers: { 'content-type': 'application/json' }, payload, ...more })
}

const sealed = (content: unknown): object => ({ content: sealFor(KEY, content) })

t.test('names its addresses, each behind something nobody guesses', async (t) => {
  const hub = await openHub(t, { im: { ...IM, accounts: 'bound' } })
  const urls = (hub.instance.endpoints ?? []).map(({ url }) => url)
  t.equal(urls.length, 8)
  for (const url of urls) t.match(url, /^https:\/\/hub\.test\/channels\/xhs\/[0-9a-f]{32}\/\w/)
  t.equal(new Set(urls.map((url) => url.split('/')[5])).size, 3, 'callbacks, leads and the binding page have one each')
  t.match(hub.instance.endpoints, urls.map(() => ({ label: { zh: String, en: String } })))
  const other = await openHub(t, { im: { ...IM, accounts: 'bound' }, addressSalt: 'new' })
  for (const { url } of other.instance.endpoints ?? []) t.notOk(urls.includes(url))
  t.same((await openHub(t)).instance.endpoints?.length, 7, 'nobody binds a listed account')
  t.same((await openHub(t, { leadPush: undefined })).instance.endpoints?.length, 6)
  const leadsOnly = await openHub(t, { im: undefined, leadPush: { path: '/xhs/leads' } })
  t.match(leadsOnly.instance.endpoints, [{ url: /\/xhs\/leads$/ }])
  t.match(leadsOnly.logs, [{ level: 'warn', message: /unsigned/ }])
})

t.test('gives all forgeries one body, and counts the reason', async (t) => {
  const hub = await openHub(t)
  const cases: Array<[string, string | object | Buffer, number]> = [
    ['envelope', { ...SAMPLE, content: 'x' }, 403],
    ['envelope', { ...SAMPLE, content: undefined }, 403],
    ['envelope', { ...SAMPLE, content: sealFor('ffeeddccbbaa99887766554433221100', { text: 'x' }) }, 403],
    ['envelope', { ...SAMPLE, content: sealFor(KEY, '{"text":"123456"') }, 403],
    ['envelope', { ...SAMPLE, content: sealFor(KEY, '"text"') }, 403],
    ['envelope', { ...SAMPLE, content: sealFor(KEY, '[]') }, 403],
    ['account', { ...SAMPLE, to_user_id: 'somebody' }, 403],
    ['malformed', '[]', 400],
    ['malformed', 'text=x', 400],
    ['malformed', '', 400],
    ['malformed', Buffer.from([0x7b, 0xff]), 400],
    ['oversize', 'x'.repeat(256 * 1024 + 1), 413]
  ]
  for (const [reason, body, status] of cases) {
    const before = hub.refusals.get(reason) ?? 0
    t.match(await post(hub, MESSAGE, body), { statusCode: status, body: REFUSED, headers: { 'x-content-type-options': 'nosniff' } }, reason)
    t.equal(hub.refusals.get(reason), before + 1, `${reason} is counted`)
  }
  t.same(hub.received, [])
  t.same(hub.logs.filter(({ level }) => level === 'warn').map(({ fields }) => fields.reason), [...new Set(cases.map(([reason]) => reason))], 'each reason is logged once a minute')
  t.equal((await hub.inject({ method: 'POST', url: '/channels/xhs/api/open/im/send', payload: {} })).statusCode, 404, 'without the secret part there is nobody')
})

t.test('refuses a body that claims another length', async (t) => {
  const hub = await openHub(t)
  t.match(await post(hub, MESSAGE, SAMPLE, { headers: { 'content-length': '5' } }), { statusCode: 400, body: REFUSED })
  t.equal(hub.refusals.get('request'), 1)
})

t.test('takes callbacks from allowed addresses only', async (t) => {
  const hub = await openHub(t, { addressAllowList: ['203.0.113.0/24'], leadPush: { token: OPTIONS.leadPush.token, addressAllowList: ['198.51.100.1'] } })
  t.equal((await post(hub, MESSAGE, SAMPLE, { remoteAddress: '203.0.113.9' })).statusCode, 200)
  t.match(await post(hub, MESSAGE, SAMPLE, { remoteAddress: '203.0.114.9' }), { statusCode: 403, body: REFUSED })
  const [lead] = vectors.lead_push.accept
  const headers = lead?.header
  t.equal((await post(hub, '/leads', lead?.body ?? '', { headers, remoteAddress: '203.0.113.9' })).statusCode, 403, 'leads have a list of their own')
  t.equal((await post(hub, '/leads', lead?.body ?? '', { headers, remoteAddress: '198.51.100.1' })).statusCode, 200)
  t.equal(hub.refusals.get('address'), 2)
  await failsAs(t, openHub(t, { addressAllowList: ['example.com'] }), { code: 'XHS_ERR_OPTIONS' })
})

t.test('asks for the signature that the operator was told of', async (t) => {
  const signature = { kind: 'hmac-sha256', name: 'X-Sign', signed: '{body}', key: 'key-of-the-signature' }
  const hub = await openHub(t, { wire: { inbound: { signature } } })
  const body = JSON.stringify(SAMPLE)
  const sign = createHmac('sha256', signature.key).update(body).digest('hex')
  t.equal((await post(hub, MESSAGE, body)).statusCode, 403)
  t.equal((await post(hub, MESSAGE, body, { headers: { 'x-sign': sign } })).statusCode, 200)
  t.equal(hub.refusals.get('signature'), 1)
  await failsAs(t, openHub(t, { wire: { inbound: { signature: { kind: 'md5-suffix' } } } }), { code: 'XHS_ERR_OPTIONS', message: /wire\/inbound\/signature\/key/ })
})

t.test('answers as the operator was told', async (t) => {
  const hub = await openHub(t, { wire: { inbound: { ack: { status: 202, body: { ret: 'ok' }, refusal: { ret: 'no' }, failure: { ret: 'later' } } } } })
  t.match(await post(hub, MESSAGE, SAMPLE), { statusCode: 202, body: '{"ret":"ok"}' })
  t.match(await post(hub, MESSAGE, '[]'), { statusCode: 400, body: '{"ret":"no"}' })
  hub.busy = true
  t.match(await post(hub, MESSAGE, { ...SAMPLE, message_id: '2' }), { statusCode: 500, body: '{"ret":"later"}' })
})

t.test('takes all kinds under one address', async (t) => {
  const paths = Object.fromEntries(['message', 'bind', 'unbind', 'staff', 'comment', 'lead'].map((kind) => [kind, '/all']))
  const hub = await openHub(t, { wire: { inbound: { paths } } })
  t.match(hub.instance.endpoints, [{ url: /\/all$/, label: { en: /messages; Callback for bindings/, zh: /、/ } }, {}])
  for (const body of [SAMPLE, sealed({ user_id: ACCOUNT, auth_status: 2, kos_user_id: STAFF }), sealed({ id: 1, red_id: '10000001', phone_num: '1' }), sealed({ comment_id: 'C', user_id: 'U' })]) {
    t.equal((await post(hub, '/all', body)).statusCode, 200)
  }
  t.match(hub.received, [{ content: { type: 'text' } }, { content: { kind: 'lead' } }, { content: { name: 'comment-intent' } }])
})

t.test('binds an account through the page, and takes its messages from then on', async (t) => {
  const { hub, platform } = await openStand(t, { options: { im: { ...IM, accounts: 'bound' } }, platform: { mustBind: true } })
  const customer = platform.consumer(CONSUMER)
  t.equal((await customer.sendText('early')).status, 403)
  t.match(await hub.instance.health?.(), { state: 'degraded', reason: /No account is bound/ })
  const visit = await fetch(platform.hub.page ?? '', { redirect: 'manual' })
  t.match({ status: visit.status, cache: visit.headers.get('cache-control') }, { status: 302, cache: 'no-store' })
  const link = visit.headers.get('location') ?? ''
  t.ok(link.startsWith(platform.bindUrl))
  t.equal((await fetch(link)).status, 200)
  t.same(await hub.instance.health?.(), { state: 'ok' })
  t.same(hub.alerts, [])
  t.ok((await customer.sendText('now')).isAccepted)
  t.match(await hub.send({ type: 'text', text: 'hi' }, { recipient: CONSUMER }), { externalId: String })

  t.ok((await platform.unbind()).isAccepted)
  t.ok((await platform.unbind()).isAccepted, 'a repeat is fine')
  t.equal((await customer.sendText('late')).status, 403)
  t.match(hub.alerts, [{ key: 'unbound' }])
  t.equal((await fetch(link)).status, 200, 'the platform repeats its notice')
  t.equal((await customer.sendText('later')).status, 403, 'which does not bind again what was unbound')
  const another = await fetch((await fetch(platform.hub.page ?? '', { redirect: 'manual' })).headers.get('location') ?? '')
  t.equal(another.status, 200)
  t.ok((await customer.sendText('back')).isAccepted)
})

t.test('refuses notices that concern others', async (t) => {
  const { hub, platform } = await openStand(t, { options: { im: { ...IM, accounts: 'bound', accountCode: 'shop-1' } }, platform: { mustBind: true } })
  const opened = (name: string) => JSON.parse(vectors.im_third_party.accept.find((vector) => vector.name === name)?.plaintext ?? '{}') as object
  const push = async (kind: 'bind' | 'unbind' | 'staff', content: object): Promise<number> => (await platform.sealAndPush(kind, content)).status
  t.equal(await push('bind', opened('bind notice')), 403, 'a token that nobody gave')
  t.equal(await push('unbind', opened('unbind notice')), 403, 'an account that was never bound')
  t.equal(await push('staff', opened('KOS authorisation in force')), 403, 'staff of nobody')
  const { location = '' } = Object.fromEntries((await fetch(platform.hub.page ?? '', { redirect: 'manual' })).headers)
  const token = new URL(location).searchParams.get('token')
  t.equal(await push('bind', { user_id: ACCOUNT, app_id: 47, token }), 403, 'another application')
  t.equal(await push('bind', { app_id: 46, token }), 400, 'no account')
  t.equal(await push('bind', { user_id: ACCOUNT, app_id: 46, token }), 200)
  t.equal(await push('bind', { user_id: STAFF, app_id: 46, token }), 403, 'a link binds one account')
  t.equal(await push('unbind', { user_id: ACCOUNT, account_code: 'shop-2' }), 403)
  t.equal(await push('unbind', { user_id: ACCOUNT, app_id: 47 }), 403)
  t.equal(await push('staff', { user_id: ACCOUNT, kos_user_id: STAFF, auth_status: 3 }), 400, 'a state that nobody knows')
  t.equal(await push('staff', { user_id: ACCOUNT, kos_user_id: ACCOUNT, auth_status: 4 }), 403, 'nobody is their own staff')
  t.equal(await push('staff', { user_id: ACCOUNT, kos_user_id: STAFF, auth_status: 2 }), 200)
  t.ok((await platform.consumer(CONSUMER).sendText('x')).isAccepted, 'all of that changed nothing')
  t.equal(hub.refusals.get('binding'), 2)
})

t.test('takes notices about listed accounts', async (t) => {
  const { hub, platform } = await openStand(t)
  t.equal((await platform.sealAndPush('bind', { user_id: 'another', token: 'x' })).status, 403)
  t.ok((await platform.sealAndPush('unbind', { user_id: ACCOUNT, app_id: 46 })).isAccepted)
  t.match(await hub.instance.health?.(), { state: 'degraded', reason: /unbound/ })
  t.ok((await platform.consumer(CONSUMER).sendText('x')).isAccepted, 'the config says whose messages are ours')
  t.ok((await platform.sealAndPush('bind', { user_id: ACCOUNT, token: 'x' })).isAccepted)
  t.same(await hub.instance.health?.(), { state: 'ok' })
})

t.test('takes leads that are signed', async (t) => {
  const hub = await openHub(t)
  for (const { name, body, header } of vectors.lead_push.accept) t.equal((await post(hub, '/leads', body, { headers: header })).statusCode, 200, name)
  for (const { name, body, header } of vectors.lead_push.accept) t.equal((await post(hub, '/leads', body, { headers: header })).statusCode, 200, `${name}, again`)
  for (const { name, body, header } of vectors.lead_push.reject) t.match(await post(hub, '/leads', body, { headers: header }), { statusCode: 403, body: REFUSED }, name)
  t.match(hub.received, [
    { eventKey: 'lead:1001:0:2026-01-01 08:00:00', sender: { id: '10000001', name: '小红薯😀' }, content: { type: 'card', kind: 'lead', title: '小红薯😀', data: { phone: '13800000000', wechat: 'hub_test', leadId: '1001', change: 'new' } } },
    { eventKey: 'lead:L-1:form:2026-01-01 08:00:00', sender: { id: 'L-1', name: '张三' }, content: { kind: 'lead', data: { phone: '13800000000', change: 'form' } } },
    { eventKey: /^lead:1:0:#[0-9a-f]{16}$/, sender: { id: '1' } }
  ])
  t.equal(hub.received.length, 3)
  t.strictSame(hub.profiles[0], { senderId: '10000001', profile: { name: '小红薯😀', phones: ['+8613800000000'] } })
  t.equal(hub.profiles.length, 4, 'two of the three have a phone, and all came twice')
  t.equal(hub.refusals.get('signature'), vectors.lead_push.reject.length)
})

t.test('keeps every update of a lead with whoever left it', async (t) => {
  const { hub, platform } = await openStand(t)
  const lead = { id: 1, type: 0, time: '2026-01-01 08:00:00', red_id: '10000001', nick_name: '薯', phone_num: '13800000000' }
  await platform.pushLead(lead)
  await platform.pushLead({ ...lead, type: 1, phone_num: '', remark: 'a' })
  await platform.pushLead({ ...lead, type: 1, phone_num: '', remark: 'b' })
  await platform.pushLead({ ...lead, type: 1, phone_num: '', remark: 'b' })
  t.same(hub.received.map(({ sender, content }) => [sender.id, content.type === 'card' && content.data?.remark]), [['10000001', undefined], ['10000001', 'a'], ['10000001', 'b']])
  t.notOk(hub.received.slice(1).some(({ content }) => content.type === 'card' && 'phone' in (content.data ?? {})), 'an empty phone says nothing')
  t.match(await platform.pushLead(lead, 'sha1=00'), { isAccepted: false, status: 403 })
  t.match(await platform.pushLead(lead, null), { isAccepted: false, status: 403 })
})

t.test('shows a lead or comment that it cannot read', async (t) => {
  const hub = await openHub(t, { leadPush: {} })
  t.equal((await post(hub, '/leads', { data: { test: true } })).statusCode, 200, 'a test message of the set-up is acknowledged')
  t.equal((await post(hub, '/intent/comment', sealed({ content: '怎么买' }))).statusCode, 200)
  t.equal((await post(hub, '/leads', { data: { id: 9, phone_num: '13800000000' } })).statusCode, 200)
  t.same(hub.profiles, [], 'a phone number that nobody proves leads to nobody')
  t.match(hub.received, [{ sender: { id: 'unreadable' }, content: { type: 'unsupported', platformType: 'lead' } }, { content: { platformType: 'comment', text: /怎么买/ } }, { content: { kind: 'lead' } }])
})

t.test('takes leads and comments of callbacks', async (t) => {
  const hub = await openHub(t)
  t.equal((await post(hub, '/third/data', sealed({ id: 5, red_id: '10000001', wechat: 'w' }))).statusCode, 200)
  const comment = { comment_id: 'C', user_id: 'U', nickname: '薯', note_id: 'N', content: '怎么买', create_time: '2026-01-01 08:00:00' }
  for (let count = 0; count < 2; count++) t.equal((await post(hub, '/intent/comment', sealed(comment))).statusCode, 200)
  t.equal((await post(hub, '/intent/comment', sealed({ user_id: 'U', content: 'x' }))).statusCode, 200)
  t.match(hub.received, [
    { sender: { id: '10000001' }, content: { kind: 'lead', title: '小红书线索', data: { wechat: 'w' } } },
    { eventKey: 'comment:U:C', sender: { id: 'U', name: '薯' }, content: { type: 'event', name: 'comment-intent', key: 'N', data: { text: '怎么买', commentId: 'C' } } },
    { eventKey: /^comment:U:#/, content: { data: { text: 'x' } } }
  ])
  t.equal(hub.received.length, 3)
})
