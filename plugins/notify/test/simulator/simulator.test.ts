import t from 'tap'
import simulator, { DingTalkRobot, FeishuBot, SlackWebhook, WeComRobot, WebhookReceiver, type Call } from '../../src/simulator/index.js'
import { sign as signDingTalk } from '../../src/dingtalk/sign.js'
import { sign as signFeishu } from '../../src/feishu/sign.js'
import { DINGTALK, EMAIL, FEISHU, NOW_MS, SLACK, WEBHOOK, WECOM, failsAs, listen, notification, openHub } from '../stand.js'

const now = (): number => NOW_MS
const JSON_UTF8 = 'application/json; charset=utf-8'

async function post (url: string, body: unknown, type = JSON_UTF8, method = 'POST'): Promise<{ status: number, body: Record<string, unknown>, text: string }> {
  const response = await fetch(url, { method, headers: { 'content-type': type }, ...(method === 'GET' ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }) })
  const text = await response.text()
  try {
    return { status: response.status, text, body: JSON.parse(text) as Record<string, unknown> }
  } catch {
    return { status: response.status, text, body: {} }
  }
}
const urlOf = (target: { options: Record<string, unknown> }): string => (Object.values(target.options)[0] as { url: string }).url

t.test('WeCom is as strict as the vendor', async (t) => {
  const robot = await listen(t, new WeComRobot(WECOM, { hasRateLimit: false }))
  const url = urlOf(robot)
  const markdown = (content: unknown): object => ({ msgtype: 'markdown', markdown: { content } })
  const cases: Array<[string, unknown, number]> = [
    [url, markdown('a'), 0],
    [url.replace(/key=.*/, 'key=1'), markdown('a'), 93000],
    [url, 'no json', 40058],
    [url, { msgtype: 'smoke' }, 40008],
    [url, markdown(''), 44004],
    [url, markdown(undefined), 44004],
    [url, markdown('a'.repeat(4097)), 40058],
    [url, { msgtype: 'text', text: { content: 'a'.repeat(2049) } }, 40058],
    [url, { ...markdown('a'), extra: 1 }, 40058],
    [url, { msgtype: 'markdown', markdown: { content: 'a', mentioned_mobile_list: ['1'] } }, 40058],
    [url, { msgtype: 'text', text: { content: 'a', mentioned_list: [1] } }, 40058]
  ]
  for (const [address, body, errcode] of cases) t.match((await post(address, body)).body, { errcode }, `${JSON.stringify(body).slice(0, 60)}: ${errcode}`)
  t.match((await post(url, undefined, JSON_UTF8, 'GET')).body, { errcode: 40058 })
  t.equal(robot.messages.length, 1)
})

t.test('DingTalk is as strict as the vendor', async (t) => {
  const robot = await listen(t, new DingTalkRobot(DINGTALK, { now, keywords: ['hub'], hasRateLimit: false }))
  const signed = (timestamp: number, sign = signDingTalk(DINGTALK.secret, timestamp), base = urlOf(robot)): string => `${base}&timestamp=${timestamp}&sign=${encodeURIComponent(sign)}`
  const good = signed(NOW_MS)
  const message = (text: string, title = 'hub'): object => ({ msgtype: 'markdown', markdown: { title, text } })
  const cases: Array<[string, unknown, object]> = [
    [good, message('a'), { errcode: 0 }],
    [urlOf(robot), message('a'), { errcode: 310000, errmsg: /invalid timestamp/ }],
    [signed(NOW_MS - 3_600_001), message('a'), { errcode: 310000, errmsg: /invalid timestamp/ }],
    [signed(NOW_MS / 1000), message('a'), { errcode: 310000, errmsg: /invalid timestamp/ }],
    [signed(NOW_MS, signDingTalk('another', NOW_MS)), message('a'), { errcode: 310000, errmsg: /sign not match/ }],
    [signed(NOW_MS, encodeURIComponent(signDingTalk(DINGTALK.secret, NOW_MS))), message('a'), { errcode: 310000, errmsg: /sign not match/ }],
    [good.replace('access_token=0', 'access_token=1'), message('a'), { errcode: 300001 }],
    [good, message('a', 'other'), { errcode: 310000, errmsg: /keywords/ }],
    [good, message(''), { errcode: 40035 }],
    [good, { msgtype: 'text', text: { content: 'hub' } }, { errcode: 40035 }],
    [good, message('a'.repeat(20_000)), { errcode: 460101 }]
  ]
  for (const [address, body, expected] of cases) t.match((await post(address, body)).body, expected, JSON.stringify(body).slice(0, 60))
  t.match((await post(good, message('a'), 'application/json')).body, { errcode: 43004 })
})

t.test('Feishu is as strict as the vendor', async (t) => {
  const bot = await listen(t, new FeishuBot(FEISHU, { now, keywords: ['hub'], hasRateLimit: false }))
  const url = urlOf(bot)
  const seconds = NOW_MS / 1000
  const message = (content: unknown, signature: object = { timestamp: String(seconds), sign: signFeishu(FEISHU.secret, seconds) }, title: unknown = 'hub'): object =>
    ({ ...signature, msg_type: 'post', content: { post: { zh_cn: { title, content } } } })
  const text = [[{ tag: 'text', text: 'a' }]]
  const late = seconds - 3601
  const cases: Array<[string, unknown, number]> = [
    [url, message(text), 0],
    [`${url}x`, message(text), 19001],
    [url, message(text, {}), 19021],
    [url, message(text, { timestamp: seconds, sign: signFeishu(FEISHU.secret, seconds) }), 19021],
    [url, message(text, { timestamp: String(NOW_MS), sign: signFeishu(FEISHU.secret, NOW_MS) }), 19021],
    [url, message(text, { timestamp: String(late), sign: signFeishu(FEISHU.secret, late) }), 19021],
    [url, message(text, { timestamp: String(seconds), sign: signDingTalk(FEISHU.secret, seconds) }), 19021],
    [url, message(text, undefined, 'other'), 19024],
    [url, message(text, undefined, 1), 9499],
    [url, message([]), 9499],
    [url, message([[]]), 9499],
    [url, message([[{ tag: 'text', text: '' }]]), 9499],
    [url, message([[{ tag: 'a', text: 'x' }]]), 9499],
    [url, message([[{ tag: 'md', text: 'x' }]]), 9499],
    [url, { ...message(text), extra: 1 }, 9499],
    [url, 'no json', 9499],
    [url, message([[{ tag: 'text', text: 'a'.repeat(20_480) }]]), 9499]
  ]
  for (const [address, body, code] of cases) t.match((await post(address, body)).body, { code }, `${JSON.stringify(body).slice(0, 90)}: ${code}`)
})

t.test('Slack is as strict as the vendor', async (t) => {
  const webhook = await listen(t, new SlackWebhook(SLACK, { now }))
  const url = urlOf(webhook)
  const section = (text: string): object => ({ type: 'section', text: { type: 'mrkdwn', text } })
  const cases: Array<[string, unknown, number, string]> = [
    [url, { text: 'a', blocks: [section('b')] }, 200, 'ok'],
    [`${url}x`, { text: 'a' }, 404, 'no_service'],
    [url, 'no json', 400, 'invalid_payload'],
    [url, { blocks: [section('b')] }, 400, 'no_text'],
    [url, { text: 'a', extra: 1 }, 400, 'invalid_payload'],
    [url, { text: 'a', blocks: [section('b'.repeat(3001))] }, 400, 'invalid_payload'],
    [url, { text: 'a', blocks: Array.from({ length: 51 }, () => section('b')) }, 400, 'invalid_payload'],
    [url, { text: 'a', blocks: [{ type: 'header' }] }, 400, 'invalid_payload']
  ]
  for (const [address, body, status, answer] of cases) t.match(await post(address, body), { status, text: answer }, `${JSON.stringify(body).slice(0, 60)}: ${answer}`)
  for (let count = 0; count < 4; count++) await post(url, { text: 'a' })
  t.match(await post(url, { text: 'a' }), { status: 429 }, 'a burst ends')
})

t.test('a receiver of webhooks takes what is genuine', async (t) => {
  const receiver = await listen(t, new WebhookReceiver(WEBHOOK))
  const url = urlOf(receiver)
  t.match(await post(`${url}x`, {}), { status: 404 })
  t.match(await post(url, {}), { status: 401 })
  t.match(await post(url, 'a'.repeat(20_001)), { status: 413 })
  const hub = await openHub(t, receiver.options, { nowMs: Date.now() - 600_000 })
  await failsAs(t, hub.instance.notify(notification()), { verdict: 'unauthorized' }, 'a time that is over is not genuine')
})

t.test('starts what the options name', async (t) => {
  for (const options of [{ wecom: WECOM }, { dingtalk: DINGTALK }, { feishu: FEISHU }, { slack: SLACK }, { email: EMAIL }, { webhook: WEBHOOK }]) {
    const target = await simulator.start(options)
    const { instance } = await openHub(t, target.options, { nowMs: Date.now() })
    await instance.notify(notification())
    t.equal(target.messages.length, 1, Object.keys(options)[0] ?? '')
    await target.close()
    await target.close()
  }
  for (const options of [{}, { sms: {} }, { toString: {} }]) await t.rejects(simulator.start(options), { message: /no simulator of/ })
})

t.test('keeps every call', async (t) => {
  const robot = await listen(t, new WeComRobot(WECOM))
  await post(urlOf(robot), 'no json')
  t.match(robot.calls[0] as Call, { method: 'POST', path: '/cgi-bin/webhook/send', body: 'no json' })
})
