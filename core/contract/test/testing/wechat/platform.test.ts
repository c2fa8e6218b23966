import t from 'tap'
import { buildCallback, startWeChatPlatform } from '../../../src/testing/wechat/index.js'
import { signValues } from '../../../src/testing/wechat/crypto.js'
import { RequestLog } from '../../../src/testing/wechat/request-log.js'
import { accountOptions, appId, openid, startHub, startStand } from './stand.js'

t.test('verifies the callback address with a signed GET', async (t) => {
  const { platform, hub } = await startStand(t)
  const result = await platform.account(appId).verifyUrl()
  const query = Object.fromEntries(hub.requests[0]!.query)
  t.match(result, { ok: true, status: 200, body: query.echostr })
  t.equal(query.signature, signValues(accountOptions.token, query.timestamp!, query.nonce!))
  t.equal(hub.requests[0]!.method, 'GET')
})

t.test('an address that does not echo is not verified', async (t) => {
  const { platform } = await startStand(t)
  platform.account(appId).callbackUrl = `${platform.url}/nowhere`
  t.match(await platform.account(appId).verifyUrl(), { ok: false, status: 404 })
  platform.account(appId).callbackUrl = undefined
  await t.rejects(platform.account(appId).verifyUrl(), { code: 'KH_ERR_SIMULATOR_CALLBACK_URL' })
})

t.test('builds callbacks that open the window like the customer\'s own', async (t) => {
  const { platform, post, clock } = await startStand(t)
  const request = platform.buildCallback(appId, openid, { MsgType: 'text', Content: '1' })
  t.match(request.body, /<CreateTime>1767225600<\/CreateTime>.*<MsgId>[0-9]{17}<\/MsgId><\/xml>$/)
  t.equal(request.query.timestamp, '1767225600')
  t.match(await post('/cgi-bin/message/custom/send', { touser: openid, msgtype: 'text', text: { content: 'a' } }), { errcode: 0 })
  clock.nowMs += 1_000
  const event = platform.buildCallback(appId, openid, { MsgType: 'event', Event: 'CLICK', EventKey: 'k' }, { mode: 'security', nonce: '7', timestamp: '8' })
  t.match(event, { query: { nonce: '7', timestamp: '8', encrypt_type: 'aes' } })
  t.notMatch(platform.buildCallback(appId, openid, { MsgType: 'event', Event: 'CLICK', EventKey: 'k' }).body, 'MsgId')
  t.notMatch(platform.buildCallback(appId, openid, { MsgType: 'text', Content: '1', MsgId: null }).body, 'MsgId')
  t.match(platform.buildCallback(appId, openid, { MsgType: 'text', Content: '1' }, { nowMs: 5_000 }).query, { timestamp: '5' })
})

t.test('several accounts live side by side', async (t) => {
  const other = { ...accountOptions, appId: 'wxfedcba9876543210', ghId: 'gh_ba9876543210' }
  const hub = await startHub(t)
  const platform = await startWeChatPlatform({ accounts: [{ ...accountOptions, callbackUrl: hub.url }, { ...other, callbackUrl: hub.url }] })
  t.teardown(() => platform.close())
  await platform.customer(appId, openid).sendText('1')
  const tokenOf = async (id: string) => {
    const response = await fetch(`${platform.url}/cgi-bin/token?grant_type=client_credential&appid=${id}&secret=${accountOptions.appSecret}`)
    return (await response.json() as { access_token: string }).access_token
  }
  const send = async (token: string) => await (await fetch(`${platform.url}/cgi-bin/message/custom/send?access_token=${token}`, {
    method: 'POST', body: JSON.stringify({ touser: openid, msgtype: 'text', text: { content: 'a' } })
  })).json()
  t.match(await send(await tokenOf(other.appId)), { errcode: 40003 }, 'the openid is of the other account')
  t.match(await send(await tokenOf(appId)), { errcode: 0 })
  platform.invalidateToken(other.appId)
  t.match(await send(await tokenOf(appId)), { errcode: 0 })
  t.equal(platform.tokenFetches(other.appId), 1)
})

t.test('names an account that it does not have', async (t) => {
  const { platform } = await startStand(t)
  t.throws(() => platform.account('wx'), { code: 'KH_ERR_SIMULATOR_ACCOUNT_UNKNOWN', message: /'wx'/ })
  t.throws(() => platform.customer('wx', openid), { code: 'KH_ERR_SIMULATOR_ACCOUNT_UNKNOWN' })
  t.throws(() => platform.buildCallback('wx', openid, {}), { code: 'KH_ERR_SIMULATOR_ACCOUNT_UNKNOWN' })
  t.throws(() => platform.tokenFetches('wx'), { code: 'KH_ERR_SIMULATOR_ACCOUNT_UNKNOWN' })
})

t.test('refuses accounts that cannot exist', async (t) => {
  const cases: Array<[object, RegExp]> = [
    [{ appId: 'wx1' }, /AppID/], [{ ghId: 'x' }, /original id/], [{ appSecret: '' }, /AppSecret/], [{ token: 'ab' }, /token/], [{ token: 'a-b-c' }, /token/], [{ encodingAESKey: 'short' }, /EncodingAESKey/]
  ]
  for (const [change, message] of cases) {
    await t.rejects(startWeChatPlatform({ accounts: [{ ...accountOptions, ...change }] }), { code: 'KH_ERR_SIMULATOR_ACCOUNT', message })
  }
})

t.test('waits for messages, and gives up after a time or when it is closed', async (t) => {
  const { platform, post } = await startStand(t)
  await platform.customer(appId, openid).sendText('1')
  const waiting = platform.waitForReceived(openid, 2)
  for (const content of ['a', 'b']) await post('/cgi-bin/message/custom/send', { touser: openid, msgtype: 'text', text: { content } })
  t.match(await waiting, [{ body: { text: { content: 'a' } } }, { body: { text: { content: 'b' } } }])
  t.equal((await platform.waitForReceived(openid, 1)).length, 2, 'what is there already counts')
  await t.rejects(platform.waitForReceived(openid, 3, { timeoutMs: 1 }), { code: 'KH_ERR_SIMULATOR_NOT_RECEIVED', message: `Customer '${openid}' has received 2 of the 3 messages waited for: 1 ms have passed` })
  const late = t.rejects(platform.waitForReceived('oOther', 1), { code: 'KH_ERR_SIMULATOR_NOT_RECEIVED', message: /the platform was closed/ })
  await platform.close()
  await late
  await t.rejects(platform.waitForReceived(openid, 9), { message: /the platform was closed/ })
})

t.test('refuses an unknown API in JSON and any other address with a 404', async (t) => {
  const { platform, get } = await startStand(t)
  t.match(await get('/cgi-bin/teapot'), { errcode: 40066 })
  for (const path of ['/', '/teapot', '/snsvideodownload', '/snsvideodownload?filekey=x', '/mmbiz_jpg/x/0']) t.equal((await fetch(platform.url + path)).status, 404, path)
  t.equal((await fetch(`${platform.url}/mmbiz_jpg/x/0`, { method: 'POST' })).status, 404)
})

t.test('logs the calls without secrets', async (t) => {
  const { platform, token, get } = await startStand(t)
  await fetch(`${platform.url}/cgi-bin/token?grant_type=client_credential&appid=${appId}&secret=${accountOptions.appSecret}`)
  await get('/cgi-bin/user/info', { openid })
  t.match(platform.requests, [
    { method: 'POST', path: '/cgi-bin/stable_token', query: '', status: 200, errcode: 0, fault: false },
    { method: 'GET', path: '/cgi-bin/token', query: `grant_type=client_credential&appid=${appId}&secret=***` },
    { path: '/cgi-bin/user/info', query: `access_token=***&openid=${openid}`, errcode: 40003 }
  ])
  const log = JSON.stringify(platform.requests)
  t.notMatch(log, accountOptions.appSecret)
  t.notMatch(log, token)
})

t.test('the log keeps the last 10 000 calls and stays bounded', async (t) => {
  const log = new RequestLog()
  for (let at = 0; at < 50_000; at++) log.add({ at, method: 'GET', path: '/', query: '', status: 200, errcode: 0, fault: false })
  t.ok(log.list().length >= 10_000 && log.list().length <= 20_000)
  t.equal(log.list().at(-1)?.at, 49_999)
})

t.test('listens on the port it is told, and says when that is taken', async (t) => {
  const { platform } = await startStand(t)
  await t.rejects(startWeChatPlatform({ accounts: [], port: Number(new URL(platform.url).port) }), { code: 'EADDRINUSE' })
})

t.test('a load generator of another process can sign for an account too', async (t) => {
  const request = buildCallback({ ...accountOptions, callbackUrl: 'http://h/cb' }, openid, { MsgType: 'text', Content: '1', MsgId: 1n }, { nowMs: 0 })
  t.match(request.body, '<CreateTime>0</CreateTime>')
})
