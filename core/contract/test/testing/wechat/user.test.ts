import t from 'tap'
import { appId, openid, startStand } from './stand.js'

const info = '/cgi-bin/user/info'
const batch = '/cgi-bin/user/info/batchget'

t.test('describes a follower without name and picture', async (t) => {
  const { platform, get, clock } = await startStand(t)
  const customer = platform.customer(appId, openid)
  t.match(await get(info, { openid }), { subscribe: 1, openid, nickname: '', headimgurl: '', subscribe_scene: 'ADD_SCENE_SEARCH', qr_scene_str: '' })
  clock.nowMs += 10_000
  await customer.unfollow()
  await customer.follow('shop-42')
  const user = await get(info, { openid, lang: 'zh_CN' })
  t.match(user, { subscribe_time: clock.nowMs / 1000, subscribe_scene: 'ADD_SCENE_QR_CODE', qr_scene_str: 'shop-42' })
  t.notOk('unionid' in user, 'the account is bound to nothing')
})

t.test('tells of one who unfollowed only that', async (t) => {
  const { platform, get } = await startStand(t)
  await platform.customer(appId, openid).unfollow()
  t.same(await get(info, { openid }), { subscribe: 0, openid })
})

t.test('gives a unionid when the account is bound', async (t) => {
  const { platform, get } = await startStand(t, { unionIds: true })
  const customer = platform.customer(appId, openid)
  t.match(await get(info, { openid }), { unionid: /^o6_[\w-]{25}$/ })
  platform.customer(appId, 'oOther', { unionId: 'o6_person' })
  t.match(await get(info, { openid: 'oOther' }), { unionid: 'o6_person' })
  await customer.unfollow()
  t.match(await get(info, { openid }), { subscribe: 0, unionid: String })
})

t.test('refuses openids that are missing or of nobody, and accounts that are not verified', async (t) => {
  const { platform, get, post } = await startStand(t)
  t.equal((await get(info)).errcode, 41009)
  t.equal((await get(info, { openid: 'stranger' })).errcode, 40003)
  t.equal((await post(info, {})).errcode, 43001)
  platform.account(appId).verified = false
  t.equal((await get(info, { openid })).errcode, 48001)
  t.equal((await post(batch, {})).errcode, 48001)
})

t.test('describes up to a hundred customers at once', async (t) => {
  const { platform, post } = await startStand(t)
  const list = Array.from({ length: 100 }, (_, index) => ({ openid: `o${index}`, lang: 'zh_CN' }))
  for (const user of list) platform.customer(appId, user.openid)
  const { user_info_list: users } = await post(batch, { user_list: list })
  t.same((users as Array<{ openid: string }>).map((user) => user.openid), list.map((user) => user.openid))
  t.equal((await post(batch, { user_list: [...list, { openid: 'o1' }] })).errcode, 40032)
  t.equal((await post(batch, { user_list: [] })).errcode, 40031)
  t.equal((await post(batch, {})).errcode, 40031)
  t.equal((await post(batch, { user_list: [{ openid: 'stranger' }] })).errcode, 40003)
  t.equal((await post(batch, { user_list: ['o1'] })).errcode, 40003)
})
