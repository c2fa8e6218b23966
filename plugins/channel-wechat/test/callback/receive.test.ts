import t from 'tap'
import { callbackPath } from '../../src/callback/callback.js'
import type { Options } from '../../src/options.js'
import { sign } from '../../src/callback/signature.js'
import { ACCOUNT, NOW_MS, OPENID, OPTIONS, openHub, openStand, type WeChatHub } from '../stand.js'

const CLOCK = String(NOW_MS / 1000)
const PATH = `/channels/wechat${callbackPath(OPTIONS as Options)}`
let nonces = 0

function post (hub: WeChatHub, elements: string, { headers = {}, query = {}, body }: { headers?: Record<string, string>, query?: Record<string, string>, body?: string | Buffer } = {}) {
  const nonce = String(++nonces)
  const xml = `<xml><ToUserName>${OPTIONS.originalId}</ToUserName><FromUserName>${OPENID}</FromUserName><CreateTime>${CLOCK}</CreateTime>${elements}</xml>`
  return hub.inject({
    method: 'POST',
    url: PATH,
    query: { timestamp: CLOCK, nonce, signature: sign(OPTIONS.token, CLOCK, nonce), ...query },
    headers: { 'content-type': 'text/xml', ...headers },
    payload: body ?? xml
  })
}

const text = (id: number): string => `<MsgType>text</MsgType><Content>hi</Content><MsgId>${id}</MsgId>`
const event = (name: string, more = ''): string => `<MsgType>event</MsgType><Event>${name}</Event>${more}`

t.test('answers the verification with the plain echo', async (t) => {
  const hub = await openHub(t)
  const query = { timestamp: CLOCK, nonce: '1', signature: sign(OPTIONS.token, CLOCK, '1'), echostr: '<b>1</b>' }
  const answer = await hub.inject({ url: PATH, query })
  t.match(answer, { statusCode: 200, body: '<b>1</b>', headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' } })
  t.match(await hub.inject({ url: PATH, query: { ...query, nonce: '2' } }), { statusCode: 403, body: 'refused' })
  t.equal((await hub.inject({ url: PATH.replace(/.$/, 'x'), query })).statusCode, 404, 'another path is nobody')
})

t.test('names the address that has to be entered on the platform', async (t) => {
  const hub = await openHub(t)
  t.match(hub.instance.endpoints, [{ label: { zh: String, en: String }, url: `https://hub.test${PATH}` }])
})

t.test('gives all forgeries one status and one body, and counts the reason', async (t) => {
  const hub = await openHub(t, { mode: 'plain' })
  const cases: Array<[string, Parameters<typeof post>[2], number, string]> = [
    ['signature', { query: { signature: '0'.repeat(40) } }, 403, 'refused'],
    ['stale', { query: { timestamp: '1', signature: sign(OPTIONS.token, '1', 'n'), nonce: 'n' } }, 403, 'refused'],
    ['downgrade', { query: { encrypt_type: 'aes' } }, 403, 'refused'],
    ['account', { body: `<xml><ToUserName>gh_other</ToUserName><FromUserName>o</FromUserName><CreateTime>1</CreateTime>${text(1)}</xml>` }, 403, 'refused'],
    ['malformed', { body: '<xml><a>' }, 400, 'refused'],
    ['malformed', { body: Buffer.from([0x3c, 0xff, 0xfe]) }, 400, 'refused'],
    ['malformed', { body: '' }, 400, 'refused'],
    ['content-type', { headers: { 'content-type': 'application/json' } }, 415, 'refused'],
    ['content-type', { headers: { 'content-type': 'text/plain' } }, 415, 'refused'],
    ['oversize', { body: `<xml><Content>${'x'.repeat(1024 * 1024)}</Content></xml>` }, 413, 'refused']
  ]
  for (const [reason, request, status, body] of cases) {
    const before = hub.refusals.get(reason) ?? 0
    t.match(await post(hub, text(1), request), { statusCode: status, body }, reason)
    t.equal(hub.refusals.get(reason), before + 1, `${reason} is counted`)
  }
  t.same(hub.received, [])
  const warned = hub.logs.filter(({ level }) => level === 'warn').map(({ fields }) => fields.reason)
  t.same(warned, [...new Set(cases.map(([reason]) => reason))], 'each reason is logged once a minute')
})

t.test('accepts XML under both of its types, with a charset', async (t) => {
  const hub = await openHub(t, { mode: 'plain' })
  for (const [index, type] of ['text/xml', 'application/xml', 'text/xml; charset=UTF-8', 'Text/XML;charset=utf-8'].entries()) {
    t.match(await post(hub, text(index), { headers: { 'content-type': type } }), { statusCode: 200, body: 'success' }, type)
  }
  t.equal(hub.received.length, 4)
})

t.test('refuses a body that claims another length', async (t) => {
  const hub = await openHub(t, { mode: 'plain' })
  t.match(await post(hub, text(1), { headers: { 'content-length': '5' } }), { statusCode: 400, body: 'refused' })
  t.equal(hub.refusals.get('request'), 1)
})

t.test('answers 500 as long as the store is busy', async (t) => {
  const hub = await openHub(t, { mode: 'plain' })
  hub.busy = true
  t.match(await post(hub, text(1)), { statusCode: 500, body: 'error' })
  t.equal(hub.refusals.size, 0, 'a busy store is no refusal')
  hub.busy = false
  t.match(await post(hub, text(1)), { statusCode: 200, body: 'success' })
})

t.test('tells the hub what events mean for the profile', async (t) => {
  const cases: Array<[string, object, string, object[]]> = [
    ['follow, with profiles', {}, event('subscribe'), [{ senderId: OPENID, profile: undefined }]],
    ['follow, without profiles', { profile: false }, event('subscribe'), [{ senderId: OPENID, profile: { reachable: true } }]],
    ['unfollow', {}, event('unsubscribe'), [{ senderId: OPENID, profile: { reachable: false } }]],
    ['privacy', {}, event('user_authorization_revoke', '<OpenID>oCustomer</OpenID>'), [{ senderId: 'oCustomer', profile: undefined }]],
    ['menu', {}, event('CLICK', '<EventKey>k</EventKey>'), []],
    ['a message', {}, text(1), []]
  ]
  for (const [name, options, elements, profiles] of cases) {
    const hub = await openHub(t, { mode: 'plain', ...options })
    t.equal((await post(hub, elements)).body, 'success', name)
    t.match(hub.profiles, profiles, name)
    t.equal(hub.profiles.length, profiles.length, name)
    t.equal(hub.received.length, 1, `${name}: it is also received`)
  }
})

t.test('asks the platform for profiles only where it may', async (t) => {
  t.type((await openHub(t)).instance.profile, 'function')
  t.equal((await openHub(t, { profile: false })).instance.profile, undefined)
})

t.test('warns of changes of the account', async (t) => {
  const hub = await openHub(t, { mode: 'plain' })
  await post(hub, event('verify_expired', '<ExpiredTime>1</ExpiredTime>'))
  t.match(hub.logs.filter(({ level }) => level === 'warn'), [{ fields: { event: 'verify_expired' } }])
})

for (const mode of ['plain', 'security'] as const) {
  t.test(`hands messages to the platform's console when told so, in ${mode} mode`, async (t) => {
    const named = await openStand(t, { account: { mode, kfAccounts: ['test1@test'] }, options: { mode, transfer: { kfAccount: 'test1@test' } } })
    const customer = named.platform.customer(ACCOUNT.appId, OPENID)
    t.match(await customer.sendText('hi'), {
      accepted: true,
      passiveReply: { ToUserName: OPENID, FromUserName: ACCOUNT.ghId, MsgType: 'transfer_customer_service', TransInfo: { KfAccount: 'test1@test' } }
    })
    t.match(await customer.follow(), { accepted: true, body: 'success' }, 'events stay here')
    t.equal(named.hub.received.length, 2, 'the hub has both all the same')

    const any = await openStand(t, { account: { mode }, options: { mode, transfer: true } })
    const push = await any.platform.customer(ACCOUNT.appId, OPENID).sendText('hi')
    t.match(push, { accepted: true, passiveReply: { MsgType: 'transfer_customer_service' } })
    t.notOk('TransInfo' in (push.passiveReply ?? {}))
  })
}
