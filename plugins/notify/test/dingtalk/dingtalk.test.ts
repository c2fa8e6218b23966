import t from 'tap'
import { REFUSALS } from '../../src/dingtalk/facts.js'
import { DingTalkRobot } from '../../src/simulator/index.js'
import { DINGTALK, NOW_MS, failsAs, listen, notification, openHub, readFixture } from '../stand.js'

const HOUR = 3_600_000
const answering = (body: object) => async () => Response.json(body)
const now = (): number => NOW_MS

t.test('writes signed markdown with a title', async (t) => {
  const robot = await listen(t, new DingTalkRobot(DINGTALK, { now, keywords: ['客服枢纽'] }))
  const { instance } = await openHub(t, robot.options)
  await instance.notify(notification())
  t.strictSame(robot.messages[0], readFixture('dingtalk'))
  t.strictSame(instance.rate, { notifications: 18, perMs: 60_000 })
})

t.test('a robot without a signature gets none', async (t) => {
  const { secret: _secret, ...entry } = DINGTALK
  const robot = await listen(t, new DingTalkRobot(entry, { now }))
  const { instance } = await openHub(t, robot.options)
  await instance.notify(notification())
  t.strictSame([...robot.calls[0]?.query.keys() ?? []], ['access_token'])
})

t.test('calls people by phone and user id, in the text too, or all', async (t) => {
  const robot = await listen(t, new DingTalkRobot(DINGTALK, { now }))
  const { instance } = await openHub(t, { dingtalk: { ...robot.options['dingtalk'] as object, mention: { mobiles: ['13800000000'], users: ['u1'], all: true } } })
  await instance.notify(notification())
  await instance.notify(notification({ severity: 'warning' }))
  t.match(robot.messages[0], { markdown: { text: /\n\n@13800000000 @u1$/ }, at: { atMobiles: ['13800000000'], atUserIds: ['u1'], isAtAll: true } })
  t.strictSame(robot.messages[1]?.at, { atMobiles: [], atUserIds: [], isAtAll: false })
})

t.test('customers\' words are words', async (t) => {
  const robot = await listen(t, new DingTalkRobot(DINGTALK, { now }))
  const { instance } = await openHub(t, robot.options)
  await instance.notify(notification({ title: '@all [a](https://evil.test)', body: '\\[pay\\]\\(https://evil.test\\) @所有人 \\!\\[i\\]\\(https://evil.test/i.png\\) \\<font\\>\n1\\. no item' }))
  const text = robot.messages[0]?.markdown.text ?? ''
  t.notMatch(text, /\]\(https:\/\/evil|@all|@所有人|<font|\n1\. /)
})

t.test('a long text is cut to 20 000 bytes of the body', async (t) => {
  const robot = await listen(t, new DingTalkRobot(DINGTALK, { now }))
  const { instance } = await openHub(t, robot.options)
  await instance.notify(notification({ body: '客"服'.repeat(6000) }))
  const bytes = Buffer.byteLength(robot.calls[0]?.body ?? '')
  t.ok(bytes > 19_980 && bytes <= 20_000, String(bytes))
})

t.test('takes the vendor\'s time once when its own is refused', async (t) => {
  const robot = await listen(t, new DingTalkRobot(DINGTALK, { now: () => NOW_MS + 2 * HOUR }))
  const { instance } = await openHub(t, robot.options)
  t.strictSame(await instance.health?.(), { state: 'ok' })
  await instance.notify(notification())
  t.strictSame([robot.calls.length, robot.messages.length], [2, 1])
  await instance.notify(notification())
  t.strictSame([robot.calls.length, robot.messages.length], [3, 2], 'and keeps it')
  t.match(await instance.health?.(), { state: 'degraded', reason: /7200 s behind that of DingTalk/ })
})

t.test('does not try again where the vendor\'s time is its own', async (t) => {
  let calls = 0
  const { instance } = await openHub(t, { dingtalk: DINGTALK }, {
    fetch: async () => {
      calls++
      return Response.json({ errcode: 310000, errmsg: 'invalid timestamp' }, { headers: { date: new Date(NOW_MS).toUTCString() } })
    }
  })
  await failsAs(t, instance.notify(notification()), { verdict: 'unauthorized', message: /NTP/ })
  t.equal(calls, 1)
})

t.test('what a refusal means', async (t) => {
  const cases: Array<[number, string, object]> = [
    [310000, 'keywords not in content', { verdict: 'rejected', message: /prefix/ }],
    [310000, 'invalid timestamp', { verdict: 'unauthorized', message: /NTP/ }],
    [310000, 'sign not match', { verdict: 'unauthorized', message: /secret/ }],
    [310000, 'ip 1.2.3.4 not in whitelist', { verdict: 'unauthorized', message: /address of this server/ }],
    [310000, 'something new', { verdict: 'rejected' }],
    [-1, '', { verdict: 'retry', message: 'DingTalk: it is busy (-1)' }],
    [130101, 'send too fast, exceed 20 times per minute', { verdict: 'retry', afterMs: 600_000 }],
    [410100, '', { verdict: 'retry', afterMs: 600_000 }],
    [90030, 'webhook over limit', { verdict: 'retry', afterMs: 3_600_000 }],
    [300001, '', { verdict: 'rejected', message: /not known/ }],
    [400101, '', { verdict: 'rejected', message: /not known/ }],
    [400102, '', { verdict: 'rejected', message: /switched off/ }],
    [400013, '', { verdict: 'rejected', message: /dissolved/ }],
    [430101, '', { verdict: 'rejected' }],
    [430102, '', { verdict: 'rejected' }],
    [430103, '', { verdict: 'rejected' }],
    [430104, '', { verdict: 'rejected' }],
    [43004, '', { verdict: 'rejected' }],
    [77777, '', { verdict: 'rejected' }]
  ]
  for (const [errcode, errmsg, expected] of cases) {
    const { instance } = await openHub(t, { dingtalk: DINGTALK }, { fetch: answering({ errcode, errmsg }) })
    await failsAs(t, instance.notify(notification()), expected, `${errcode} ${errmsg}`)
  }
  const { instance } = await openHub(t, { dingtalk: DINGTALK }, { fetch: answering({ status: 1111, wait: 5, source: 'x', punish: 'deny', url: '' }) })
  await failsAs(t, instance.notify(notification()), { verdict: 'retry', afterMs: 600_000 }, 'a block without an errcode')
  t.strictSame([...REFUSALS.keys()].filter((code) => code !== 1111 && !cases.some(([known]) => known === code)), [], 'no row is untested')
})

t.test('the vendor blocks for ten minutes who is too fast', async (t) => {
  let nowMs = NOW_MS
  const robot = await listen(t, new DingTalkRobot(DINGTALK, { now: () => nowMs }))
  const { instance, clock } = await openHub(t, robot.options)
  for (let count = 0; count < 20; count++) await instance.notify(notification())
  await failsAs(t, instance.notify(notification()), { verdict: 'retry', afterMs: 600_000 })
  nowMs += 599_000
  clock.set(nowMs)
  await failsAs(t, instance.notify(notification()), { verdict: 'retry' })
  nowMs += 1000
  clock.set(nowMs)
  await instance.notify(notification())
  t.equal(robot.messages.length, 21)
})
