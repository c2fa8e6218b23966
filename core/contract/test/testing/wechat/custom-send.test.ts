import t from 'tap'
import { samplePicture, sampleVideo, sampleVoice } from '../../../src/testing/wechat/index.js'
import { appId, openid, startStand, type Stand } from './stand.js'

const send = '/cgi-bin/message/custom/send'
const typing = '/cgi-bin/message/custom/typing'
const text = (content: unknown = '您好') => ({ touser: openid, msgtype: 'text', text: { content } })

async function sendTimes (stand: Stand, times: number): Promise<Array<number | undefined>> {
  const codes: Array<number | undefined> = []
  for (let time = 0; time < times; time++) codes.push((await stand.post(send, text())).errcode)
  return codes
}

t.test('a message allows five answers for 48 hours', async (t) => {
  const stand = await startStand(t)
  const customer = stand.platform.customer(appId, openid)
  t.equal((await stand.post(send, text())).errcode, 45015, 'nothing was done yet')
  await customer.sendText('在吗')
  t.equal(customer.answersLeft, 5)
  t.same(await sendTimes(stand, 6), [0, 0, 0, 0, 0, 45047])
  await customer.sendText('还在吗')
  stand.clock.nowMs += 48 * 3_600_000 - 1
  // The token of the first day is over.
  const { access_token: token } = await (await fetch(`${stand.platform.url}/cgi-bin/token?grant_type=client_credential&appid=${appId}&secret=secretOfTheVectors`)).json() as { access_token: string }
  t.equal((await stand.post(send, text(), { access_token: token })).errcode, 0)
  stand.clock.nowMs += 1
  t.equal((await stand.post(send, text(), { access_token: token })).errcode, 45015)
  t.equal(customer.answersLeft, 0)
})

t.test('a menu tap, a follow, a scan and a tap on a message menu allow three answers for a minute', async (t) => {
  const actions = {
    tapMenu: (stand: Stand) => stand.platform.customer(appId, openid).tapMenu('KF'),
    follow: (stand: Stand) => stand.platform.customer(appId, openid).follow(),
    scan: (stand: Stand) => stand.platform.customer(appId, openid).scan('shop'),
    tapMessageMenu: (stand: Stand) => stand.platform.customer(appId, openid).tapMessageMenu('101', '满意'),
    scancode_push: (stand: Stand) => stand.platform.customer(appId, openid).sendRaw({ MsgType: 'event', Event: 'scancode_push', EventKey: 'k' }),
    scancode_waitmsg: (stand: Stand) => stand.platform.customer(appId, openid).sendRaw({ MsgType: 'event', Event: 'scancode_waitmsg', EventKey: 'k' })
  }
  for (const [name, act] of Object.entries(actions)) {
    const stand = await startStand(t)
    await act(stand)
    t.same(await sendTimes(stand, 4), [0, 0, 0, 45047], name)
    await act(stand)
    stand.clock.nowMs += 60_000
    t.same(await sendTimes(stand, 1), [45015], name)
  }
})

t.test('a view, a location report and a picture entry allow nothing', async (t) => {
  const stand = await startStand(t)
  const customer = stand.platform.customer(appId, openid)
  await customer.viewMenu('https://example.com/')
  await customer.reportLocation()
  await customer.sendRaw({ MsgType: 'event', Event: 'pic_sysphoto', EventKey: 'k' })
  t.same(await sendTimes(stand, 1), [45015])
})

t.test('each action resets the count to its own and keeps the later deadline', async (t) => {
  const stand = await startStand(t)
  const customer = stand.platform.customer(appId, openid)
  await customer.sendText('1')
  await customer.tapMenu('KF')
  t.equal(customer.answersLeft, 3)
  stand.clock.nowMs += 3_600_000
  t.same(await sendTimes(stand, 4), [0, 0, 0, 45047], 'an hour later the message still counts')
  await customer.sendText('2')
  t.equal(customer.answersLeft, 5)
})

t.test('unfollowing closes the window and following opens it again', async (t) => {
  const stand = await startStand(t)
  const customer = stand.platform.customer(appId, openid)
  await customer.sendText('1')
  await customer.unfollow()
  t.match(await stand.post(send, text()), { errcode: 45015, errmsg: /subscription is canceled/ })
  await t.rejects(customer.sendText('2'), { code: 'KH_ERR_SIMULATOR_NOT_FOLLOWING' })
  await customer.follow('shop')
  t.same(await sendTimes(stand, 4), [0, 0, 0, 45047])
})

t.test('the numbers of the windows can be changed', async (t) => {
  const stand = await startStand(t, { windows: { message: { sends: 1, durationMs: 1_000 } } })
  await stand.platform.customer(appId, openid).sendText('1')
  t.same(await sendTimes(stand, 2), [0, 45047])
})

t.test('a refused message uses up no answer', async (t) => {
  const stand = await startStand(t)
  const customer = stand.platform.customer(appId, openid)
  await customer.sendText('1')
  await stand.post(send, text(''))
  t.equal(customer.answersLeft, 5)
})

t.test('a window belongs to one account', async (t) => {
  const stand = await startStand(t)
  t.equal((await stand.post(send, text())).errcode, 40003, 'nobody by that openid')
  t.equal((await stand.post(send, { ...text(), touser: 7 })).errcode, 40003)
  t.equal((await stand.post(send, { ...text(), touser: undefined })).errcode, 40003)
})

t.test('shows the customer what was sent, in order, with the agent', async (t) => {
  const stand = await startStand(t, { kfAccounts: ['test1@test'] })
  await stand.platform.customer(appId, openid).sendText('1')
  const heard: string[] = []
  const off = stand.platform.onReceived(({ msgtype }) => heard.push(msgtype))
  await stand.post(send, text('a'))
  await stand.post(send, { ...text('b'), customservice: { kf_account: 'test1@test' }, aimsgcontext: { is_ai_msg: 1 } })
  off()
  t.equal((await stand.post(send, { ...text('c'), customservice: { kf_account: 'stranger@test' } })).errcode, 65401)
  t.equal((await stand.post(send, { ...text('c'), customservice: {} })).errcode, 65401)
  await stand.post(send, text('d'))
  t.match(stand.platform.received(openid), [
    { at: stand.clock.nowMs, appId, openid, msgtype: 'text', body: text('a'), via: 'custom' },
    { body: { ...text('b'), aimsgcontext: { is_ai_msg: 1 } }, agent: 'test1@test' },
    { body: text('d') }
  ])
  t.same(heard, ['text', 'text'])
  t.same(stand.platform.received(), stand.platform.received(openid))
  t.same(stand.platform.received('somebody else'), [])
})

t.test('accepts every type that an account may send', async (t) => {
  const stand = await startStand(t, { materials: ['NEWS', 'ARTICLE', 'CARD'], miniPrograms: ['wx00000000000000aa'] })
  const ids: Record<string, unknown> = {}
  for (const [type, bytes, name] of [['image', samplePicture, 'a.jpg'], ['voice', sampleVoice, 'a.amr'], ['video', sampleVideo, 'a.mp4'], ['thumb', samplePicture, 'a.jpg']] as const) {
    const answer = await stand.upload(type, bytes, name)
    ids[type] = answer.media_id ?? answer.thumb_media_id
  }
  const contents: Record<string, object> = {
    text: { content: '😀'.repeat(512) },
    image: { media_id: ids.image },
    voice: { media_id: ids.voice },
    video: { media_id: ids.video, thumb_media_id: ids.thumb, title: 't', description: 'd' },
    music: { title: 't', description: 'd', musicurl: 'http://m/', hqmusicurl: 'http://h/', thumb_media_id: ids.thumb },
    news: { articles: [{ title: 't', description: 'd', url: 'http://u/', picurl: 'http://p/' }] },
    mpnews: { media_id: 'NEWS' },
    mpnewsarticle: { article_id: 'ARTICLE' },
    msgmenu: { head_content: 'h', list: [{ id: '101', content: '满意' }], tail_content: 't' },
    wxcard: { card_id: 'CARD' },
    miniprogrampage: { title: 't', appid: 'wx00000000000000aa', pagepath: 'p', thumb_media_id: ids.thumb }
  }
  for (const [msgtype, content] of Object.entries(contents)) {
    await stand.platform.customer(appId, openid).sendText('1')
    t.match(await stand.post(send, { touser: openid, msgtype, [msgtype]: content }), { errcode: 0, errmsg: 'ok' }, msgtype)
  }
  t.same(stand.platform.received(openid).map(({ msgtype }) => msgtype), Object.keys(contents))
})

t.test('refuses each content that the platform refuses', async (t) => {
  const stand = await startStand(t)
  await stand.platform.customer(appId, openid).sendText('1')
  const { media_id: image } = await stand.upload('image', samplePicture, 'a.jpg')
  const { thumb_media_id: thumb } = await stand.upload('thumb', samplePicture, 'a.jpg')
  const { media_id: video } = await stand.upload('video', sampleVideo, 'a.mp4')
  const article = { title: 't', url: 'http://u/' }
  const cases: Array<[string, unknown, number]> = [
    ['text', { content: '' }, 44004], ['text', {}, 44004], ['text', { content: 7 }, 44004], ['text', undefined, 44004], ['text', { content: 'x'.repeat(2_049) }, 45002], ['text', { content: '中'.repeat(683) }, 45002],
    ['image', {}, 41006], ['image', { media_id: 'made-up' }, 40007], ['image', 'x', 41006], ['voice', { media_id: image }, 40007],
    ['video', { media_id: video }, 41006], ['video', { media_id: image, thumb_media_id: thumb }, 40007], ['video', { media_id: video, thumb_media_id: image }, 40007],
    ['music', { musicurl: 'http://m/', thumb_media_id: thumb }, 40035], ['music', { musicurl: 'http://m/', hqmusicurl: 'http://h/', thumb_media_id: 'x' }, 40007],
    ['news', { articles: [] }, 44003], ['news', {}, 44003], ['news', { articles: [article, article] }, 45008], ['news', { articles: [{}] }, 44003],
    ['mpnews', { media_id: 'x' }, 40007], ['mpnews', {}, 41006], ['mpnewsarticle', { article_id: 'x' }, 53600], ['wxcard', { card_id: 'x' }, 40035],
    ['msgmenu', { list: [] }, 40035], ['msgmenu', { list: [{ id: '1' }] }, 40035], ['msgmenu', { list: [{ id: '1', content: 'a' }], head_content: 7 }, 40035],
    ['miniprogrampage', { title: 't', appid: 'wx1', pagepath: 'p', thumb_media_id: thumb }, 45064], ['miniprogrampage', { title: 't' }, 40035],
    ['link', { title: 't' }, 45162], ['hologram', {}, 40008], ['constructor', {}, 40008]
  ]
  for (const [msgtype, content, errcode] of cases) {
    t.equal((await stand.post(send, { touser: openid, msgtype, [msgtype]: content })).errcode, errcode, `${msgtype} ${JSON.stringify(content)?.slice(0, 80)}`)
  }
  t.equal((await stand.post(send, { touser: openid })).errcode, 40008)
  t.equal((await stand.post(send, { touser: openid, msgtype: ['text'], text: { content: 'a' } })).errcode, 40008)
  t.same(stand.platform.received(openid), [])
})

t.test('refuses a type that the account was not granted', async (t) => {
  const stand = await startStand(t, { allowedTypes: ['text'] })
  await stand.platform.customer(appId, openid).sendText('1')
  t.equal((await stand.post(send, { touser: openid, msgtype: 'msgmenu', msgmenu: { list: [{ id: '1', content: 'a' }] } })).errcode, 45162)
  t.equal((await stand.post(send, text())).errcode, 0)
})

t.test('refuses bodies that are not what the platform reads', async (t) => {
  const stand = await startStand(t)
  await stand.platform.customer(appId, openid).sendText('1')
  const cases: Array<[string | Buffer, number]> = [
    ['', 44002], ['not json', 47001], ['[]', 47001], ['null', 47001], [Buffer.from('{"touser":"\xff"}', 'latin1'), 47001],
    [JSON.stringify(text()).replace('您', '\\u60a8'), 40033], [JSON.stringify(text('C:\\users')), 0], [JSON.stringify(text('bell \u0007')), 0]
  ]
  for (const [body, errcode] of cases) t.equal((await stand.post(send, body)).errcode, errcode, String(body))
})

t.test('refuses the wrong method, and accounts that are not verified', async (t) => {
  const stand = await startStand(t, { verified: false })
  t.equal((await stand.get(send)).errcode, 43002)
  t.equal((await stand.post(send, text())).errcode, 48001)
  t.equal((await stand.post(typing, { touser: openid, command: 'Typing' })).errcode, 48001)
  stand.platform.account(appId).verified = true
  t.equal((await stand.post(send, text())).errcode, 40003)
})

t.test('limits the calls per day and per minute', async (t) => {
  const stand = await startStand(t, { limits: { [send]: { perMinute: 1, perDay: 2 } } })
  await stand.platform.customer(appId, openid).sendText('1')
  t.same(await sendTimes(stand, 3), [0, 45011, 45009])
})

t.test('shows typing for a while, after an exchange, and not twice', async (t) => {
  const stand = await startStand(t)
  const customer = stand.platform.customer(appId, openid)
  const set = async (command: string) => (await stand.post(typing, { touser: openid, command })).errcode
  t.equal(await set('Typing'), 45080)
  await customer.sendText('1')
  t.equal(await set('typing'), 45072)
  t.equal(await set('Typing'), 0)
  t.equal(customer.seesTyping, true)
  t.equal(await set('Typing'), 45081)
  t.equal(await set('CancelTyping'), 0)
  t.equal(customer.seesTyping, false)
  await set('Typing')
  await stand.post(send, text())
  t.equal(customer.seesTyping, false, 'a message ends it')
  stand.clock.nowMs += 30_000
  t.equal(await set('Typing'), 0)
  stand.clock.nowMs += 15_000
  t.equal(await set('Typing'), 45080)
  t.equal((await stand.post(typing, { touser: 'stranger', command: 'Typing' })).errcode, 40003)
})
