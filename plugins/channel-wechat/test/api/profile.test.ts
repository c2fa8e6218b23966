import t from 'tap'
import { ACCOUNT, OPENID, failsAs, openHub, openStand } from '../stand.js'

const { appId } = ACCOUNT
const INFO = '/cgi-bin/user/info'

t.test('tells what the platform tells', async (t) => {
  const { platform, hub } = await openStand(t, { account: { unionIds: true } })
  const customer = platform.customer(appId, OPENID, { unionId: 'oUNION' })
  await customer.sendText('hi')
  t.same(await hub.instance.profile?.(OPENID), { language: 'zh-CN', reachable: true }, 'no name, and no merging without consent')
  await customer.unfollow()
  t.same(await hub.instance.profile?.(OPENID), { reachable: false })
  await failsAs(t, hub.instance.profile?.('oNobody'), { verdict: 'rejected' })
})

t.test('merges by UnionID only where the operator agreed', async (t) => {
  const { platform, hub } = await openStand(t, { account: { unionIds: true }, options: { mergeByUnionId: true } })
  await platform.customer(appId, OPENID, { unionId: 'oUNION' }).sendText('hi')
  t.match(await hub.instance.profile?.(OPENID), { mergeKeys: ['wechat:unionid:oUNION'] })
})

t.test('takes names where there are some, and asks in the operator\'s language', async (t) => {
  const asked: string[] = []
  let answer: object = {}
  const hub = await openHub(t, { language: 'en' }, {
    fetch: async (url) => {
      if (new URL(url).pathname !== INFO) return Response.json({ access_token: 'a-token', expires_in: 7200 })
      asked.push(new URL(url).searchParams.get('lang') ?? '')
      return Response.json(answer)
    }
  })
  for (const [given, expected] of [
    [{ subscribe: 1, nickname: '小明', remark: '老客户', headimgurl: 'https://wx.qlogo.cn/x' }, { name: '小明', avatarUrl: 'https://wx.qlogo.cn/x', reachable: true }],
    [{ subscribe: 1, nickname: '', remark: '老客户', language: 'zh_TW' }, { name: '老客户', language: 'zh-TW', reachable: true }],
    [{ subscribe: 0, nickname: 5, headimgurl: null }, { reachable: false }],
    [{ openid: OPENID }, {}]
  ] as const) {
    answer = given
    t.same(await hub.instance.profile?.(OPENID), expected)
  }
  t.same(new Set(asked), new Set(['en']))
})

t.test('knows nothing where the account may not ask, and tries again where the platform is away', async (t) => {
  const { platform, hub } = await openStand(t, { account: { verified: false } })
  t.same(await hub.instance.profile?.(OPENID), {})
  await platform.close()
  await failsAs(t, hub.instance.profile?.(OPENID), { verdict: 'retry' })
})
