import t from 'tap'
import { REFUSALS } from '../../src/wecom/facts.js'
import { WeComRobot } from '../../src/simulator/index.js'
import { WECOM, failsAs, listen, notification, openHub, readFixture } from '../stand.js'

const answering = (body: object, status = 200) => async () => Response.json(body, { status })

t.test('writes markdown with the colour of the severity', async (t) => {
  const robot = await listen(t, new WeComRobot(WECOM))
  const { instance } = await openHub(t, robot.options)
  await instance.notify(notification())
  t.strictSame(robot.messages[0], readFixture('wecom'))
  await instance.notify(notification({ severity: 'info' }))
  t.match(robot.messages[1], { markdown: { content: /<font color="info">/ } })
  t.match(robot.calls[0], { headers: { 'content-type': 'application/json; charset=utf-8' } })
})

t.test('leaves out what is not there', async (t) => {
  const robot = await listen(t, new WeComRobot(WECOM))
  const { instance } = await openHub(t, robot.options)
  const { url: _url, ...bare } = notification({ body: '', title: 'a' })
  await instance.notify(bare)
  t.strictSame(robot.messages, [{ msgtype: 'markdown', markdown: { content: '<font color="warning">**🔴 a**</font>' } }])
})

t.test('customers\' words are words', async (t) => {
  const robot = await listen(t, new WeComRobot(WECOM))
  const { instance } = await openHub(t, robot.options)
  await instance.notify(notification({
    title: '<@everyone> **x** [a](https://evil.test)',
    body: '\\[pay\\]\\(https://evil.test\\) \\<@all\\> \\<font color="info"\\> \\`x\\` \\_y\\_\n\\# h\n\\> q'
  }))
  const [message] = robot.messages
  const content = message?.msgtype === 'markdown' ? message.markdown.content : ''
  t.notMatch(content, /<@|\]\(https:\/\/evil|<font color="info">|`|\n[#>]/)
  t.match(content, '[pay］(https://evil.test)', 'it still reads the same')
})

t.test('a long text is cut to 4096 bytes, between characters and with its marks closed', async (t) => {
  const robot = await listen(t, new WeComRobot(WECOM))
  const { instance } = await openHub(t, robot.options)
  await instance.notify(notification({ body: `**${'客服👍🏽'.repeat(99)}** `.repeat(20) }))
  const [message] = robot.messages
  const content = message?.msgtype === 'markdown' ? message.markdown.content : ''
  t.ok(Buffer.byteLength(content) > 4070 && Buffer.byteLength(content) <= 4096, String(Buffer.byteLength(content)))
  t.match(content, /…(\*\*)?\n\n\[查看 \/ Open\]/)
  t.notMatch(content, /\ufffd|👍…|👍\*/)
  t.equal((content.match(/\*\*/g) ?? []).length % 2, 0)
})

t.test('calls people by user id in the text itself', async (t) => {
  const robot = await listen(t, new WeComRobot(WECOM))
  const { instance } = await openHub(t, { wecom: { ...robot.options['wecom'] as object, mention: { users: ['zhang', 'li.si'] } } })
  await instance.notify(notification())
  await instance.notify(notification({ severity: 'warning' }))
  t.match(robot.messages, [{ markdown: { content: /\n\n<@zhang><@li\.si>$/ } }, { markdown: { content: /Open\]\(.*\)$/ } }])
  t.equal(robot.messages.length, 2)
  t.strictSame(instance.rate, { notifications: 20, perMs: 60_000 })
})

t.test('calls people by phone, or all, in a second message', async (t) => {
  const robot = await listen(t, new WeComRobot(WECOM))
  const { instance } = await openHub(t, { wecom: { ...robot.options['wecom'] as object, mentionFrom: 'warning', mention: { users: ['zhang'], mobiles: ['13800000000'], all: true } } })
  await instance.notify(notification({ severity: 'info' }))
  t.equal(robot.messages.length, 1)
  await instance.notify(notification({ severity: 'warning' }))
  t.strictSame(robot.messages[2], {
    msgtype: 'text',
    text: { content: '工单 T-1001 即将超时', mentioned_list: ['zhang', '@all'], mentioned_mobile_list: ['13800000000'] }
  })
  t.match(robot.messages[1], { markdown: { content: /Open\]\(.*\)$/ } }, 'the first one calls nobody')
  t.strictSame(instance.rate, { notifications: 10, perMs: 60_000 }, 'two messages each')
})

t.test('half of one notification is one in twice the time', async (t) => {
  const { instance } = await openHub(t, { wecom: { ...WECOM, mention: { all: true }, rate: { notifications: 1, perMs: 1000 } } })
  t.strictSame(instance.rate, { notifications: 1, perMs: 2000 })
})

t.test('a call that fails does not send the notification again', async (t) => {
  const robot = await listen(t, new WeComRobot(WECOM))
  const hub = await openHub(t, { wecom: { ...robot.options['wecom'] as object, mention: { all: true } } })
  robot.faults.fail('busy', 'write', 1, 1)
  await hub.instance.notify(notification())
  t.equal(robot.messages.length, 1)
  t.match(hub.logs, [{ level: 'warn', message: /nobody could be called/ }])
})

t.test('what a refusal means', async (t) => {
  const cases: Array<[number, object]> = [
    [-1, { verdict: 'retry', afterMs: undefined }],
    [45009, { verdict: 'retry', afterMs: 60_000 }],
    [93000, { verdict: 'rejected', message: /robot was removed/ }],
    [93008, { verdict: 'rejected', message: /robot was removed/ }],
    [40008, { verdict: 'rejected' }],
    [40058, { verdict: 'rejected' }],
    [44004, { verdict: 'rejected' }],
    [12345, { verdict: 'rejected', message: 'WeCom: the notification is refused (12345 why)' }]
  ]
  for (const [errcode, expected] of cases) {
    const { instance } = await openHub(t, { wecom: WECOM }, { fetch: answering({ errcode, errmsg: 'why' }) })
    await failsAs(t, instance.notify(notification()), expected, String(errcode))
  }
  t.strictSame([...REFUSALS.keys()].filter((code) => !cases.some(([known]) => known === code)), [], 'no row is untested')
})

t.test('more than 20 in a minute wait for the next one', async (t) => {
  const robot = await listen(t, new WeComRobot(WECOM, { now: () => 0 }))
  const { instance } = await openHub(t, robot.options)
  for (let count = 0; count < 20; count++) await instance.notify(notification())
  await failsAs(t, instance.notify(notification()), { verdict: 'retry', afterMs: 60_000 })
})
