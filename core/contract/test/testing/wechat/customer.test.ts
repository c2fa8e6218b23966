import t from 'tap'
import { decryptMessage } from '../../../src/testing/wechat/crypto.js'
import { readXml } from '../../../src/testing/wechat/xml.js'
import { accountOptions, appId, openid, startStand } from './stand.js'

t.test('each action arrives as its message or event', async (t) => {
  const { platform, hub } = await startStand(t)
  const customer = platform.customer(appId, openid)
  const id = /^[0-9]{17}$/
  const cases: Array<[Promise<unknown>, object]> = [
    [customer.follow(), { MsgType: 'event', Event: 'subscribe', EventKey: '' }],
    [customer.follow('shop'), { Event: 'subscribe', EventKey: 'qrscene_shop', Ticket: /^[\w-]{64}$/ }],
    [customer.sendText('<b>]]>'), { MsgType: 'text', Content: '<b>]]>', MsgId: id }],
    [customer.sendImage(), { MsgType: 'image', PicUrl: /^http:\/\/127\.0\.0\.1/, MediaId: /^[\w-]{64}$/, MsgId: id }],
    [customer.sendVoice(), { MsgType: 'voice', Format: 'amr', Recognition: '', MsgId: id }],
    [customer.sendVideo(), { MsgType: 'video', ThumbMediaId: /^[\w-]{64}$/, MsgId: id }],
    [customer.sendShortVideo(), { MsgType: 'shortvideo', ThumbMediaId: /^[\w-]{64}$/, MsgId: id }],
    [customer.sendLocation(), { MsgType: 'location', Location_X: '23.134521', Label: '广州市天河区', MsgId: id }],
    [customer.sendLink(), { MsgType: 'link', Url: 'https://example.com/?a=1&b=2', MsgId: id }],
    [customer.sendFile(), { MsgType: 'file', Title: '订单.pdf', FileTotalLen: '1024', MsgId: id }],
    [customer.sendMiniProgramPage(), { MsgType: 'miniprogrampage', PagePath: 'pages/goods?id=42', ThumbUrl: /^http/, MsgId: id }],
    [customer.sendUnknown('hologram'), { MsgType: 'hologram', MsgId: id }],
    [customer.sendRaw({ MsgType: 'text', Content: 'raw' }), { Content: 'raw' }],
    [customer.tapMenu('KF'), { Event: 'CLICK', EventKey: 'KF' }],
    [customer.viewMenu('https://example.com/'), { Event: 'VIEW', EventKey: 'https://example.com/', MenuId: '1075000001' }],
    [customer.scan('shop'), { Event: 'SCAN', EventKey: 'shop', Ticket: String }],
    [customer.reportLocation(), { Event: 'LOCATION', Latitude: '23.137466', Precision: '119.38504' }],
    [customer.tapMessageMenu('101', '满意'), { MsgType: 'text', Content: '满意', bizmsgmenuid: '101', MsgId: id }],
    [customer.unfollow(), { Event: 'unsubscribe', EventKey: '' }]
  ]
  await Promise.all(cases.map(([action]) => action))
  for (const [index, [, expected]] of cases.entries()) {
    t.match(readXml(hub.requests[index]!.body), { ToUserName: accountOptions.ghId, FromUserName: openid, CreateTime: '1767225600', ...expected })
  }
  const ids = hub.requests.map(({ body }) => readXml(body)?.MsgId).filter((one) => one !== undefined)
  t.equal(new Set(ids).size, ids.length, 'no id twice')
})

t.test('id and time of a message can be set, and the id left out', async (t) => {
  const { platform, hub } = await startStand(t)
  const customer = platform.customer(appId, openid)
  t.equal(customer.openid, openid)
  await customer.sendText('1', { msgId: '18446744073709551615', createTime: 7 })
  await customer.sendText('2', { msgId: null })
  t.match(hub.requests[0]!.body, '<CreateTime>7</CreateTime>')
  t.match(hub.requests[0]!.body, '<MsgId>18446744073709551615</MsgId>')
  t.notMatch(hub.requests[1]!.body, 'MsgId')
})

t.test('one push is in flight per customer, in order, whatever came of the one before', async (t) => {
  const { platform, hub } = await startStand(t)
  let inFlight = 0
  let most = 0
  hub.answer = () => {
    most = Math.max(most, ++inFlight)
    setImmediate(() => { inFlight-- })
    return { body: 'success' }
  }
  const [first, second] = [platform.customer(appId, openid), platform.customer(appId, openid)]
  const pushes = [first.unfollow(), second.sendText('refused'), first.follow(), second.sendText('1'), first.sendText('2')]
  t.match((await Promise.allSettled(pushes)).map(({ status }) => status), ['fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled'])
  t.equal(most, 1)
  t.same(hub.requests.map(({ body }) => readXml(body)?.Content ?? readXml(body)?.Event), ['unsubscribe', 'subscribe', '1', '2'])
})

t.test('pushes can be in flight at once when asked for, and different customers are never in each other\'s way', async (t) => {
  const { platform, hub } = await startStand(t)
  const both = new Promise<void>((resolve) => { hub.answer = (index) => { if (index === 2) resolve(); return undefined } })
  const customer = platform.customer(appId, openid)
  const pushes = [customer.sendText('1'), customer.sendText('2', { parallel: true }), platform.customer(appId, 'oOther').sendText('3')]
  await both
  await platform.close()
  t.match(await Promise.all(pushes), [{ deliveries: 1 }, { deliveries: 1 }, { deliveries: 1 }])
})

t.test('an account without a callback address tells the test', async (t) => {
  const { platform } = await startStand(t)
  platform.account(appId).callbackUrl = undefined
  await t.rejects(platform.customer(appId, openid).sendText('1'), { code: 'KH_ERR_SIMULATOR_CALLBACK_URL' })
})

t.test('the operator can change mode and key at any time', async (t) => {
  const { platform, hub } = await startStand(t)
  const account = platform.account(appId)
  account.mode = 'security'
  account.encodingAESKey = 'HubVector0Key0ForTesting0Only0NotASecret00Q'
  await platform.customer(appId, openid).sendText('1')
  t.same([account.mode, account.encodingAESKey, account.verified, account.callbackUrl], ['security', 'HubVector0Key0ForTesting0Only0NotASecret00Q', true, hub.url])
  const encrypted = String(readXml(hub.requests[0]!.body)?.Encrypt)
  t.equal(decryptMessage(encrypted, account.encodingAESKey)?.id, appId)
  t.equal(decryptMessage(encrypted, accountOptions.encodingAESKey), undefined)
})
