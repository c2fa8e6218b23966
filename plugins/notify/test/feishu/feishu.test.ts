import t from 'tap'
import { REFUSALS } from '../../src/feishu/facts.js'
import { FeishuBot } from '../../src/simulator/index.js'
import { FEISHU, NOW_MS, failsAs, listen, notification, openHub, readFixture } from '../stand.js'

const HOUR = 3_600_000
const now = (): number => NOW_MS
const answering = (body: object, init: ResponseInit = {}) => async () => Response.json(body, init)

t.test('writes rich text with the prefix', async (t) => {
  const bot = await listen(t, new FeishuBot(FEISHU, { now, keywords: ['[客服枢纽]'] }))
  const { instance } = await openHub(t, bot.options)
  await instance.notify(notification())
  t.strictSame(bot.messages[0], readFixture('feishu'))
  t.strictSame(instance.rate, { notifications: 2, perMs: 1200 })
})

t.test('says the title where there is no text', async (t) => {
  const { secret: _secret, ...entry } = FEISHU
  const bot = await listen(t, new FeishuBot(entry, { now }))
  const { instance } = await openHub(t, { feishu: { ...bot.options['feishu'] as object, prefix: '' } })
  const { url: _url, ...bare } = notification({ title: 'a', body: '' })
  await instance.notify(bare)
  t.strictSame(bot.messages[0]?.content.post.zh_cn, { title: '🔴 a', content: [[{ tag: 'text', text: '🔴 a' }]] })
})

t.test('calls people by open id, or all', async (t) => {
  const bot = await listen(t, new FeishuBot(FEISHU, { now }))
  const { instance } = await openHub(t, { feishu: { ...bot.options['feishu'] as object, mention: { users: ['ou_1'], all: true } } })
  await instance.notify(notification())
  await instance.notify(notification({ severity: 'info' }))
  t.strictSame(bot.messages[0]?.content.post.zh_cn.content.at(-1), [{ tag: 'at', user_id: 'ou_1' }, { tag: 'at', user_id: 'all' }])
  t.notMatch(JSON.stringify(bot.messages[1]), '"at"')
})

t.test('customers cannot call anybody', async (t) => {
  const bot = await listen(t, new FeishuBot(FEISHU, { now }))
  const { instance } = await openHub(t, bot.options)
  await instance.notify(notification({ title: '<at user_id="all"></at>', body: '\\<at user_id="all"\\>x\\</at\\> @all [\\<at id=all\\>](https://x.test)' }))
  t.notMatch(JSON.stringify(bot.messages[0]), /<at|<\/at|@all/)
})

t.test('a long text is cut to 20 000 bytes of the whole body', async (t) => {
  const bot = await listen(t, new FeishuBot(FEISHU, { now }))
  const { instance } = await openHub(t, bot.options)
  await instance.notify(notification({ body: '客"服\n'.repeat(4000) }))
  const bytes = Buffer.byteLength(bot.calls[0]?.body ?? '')
  t.ok(bytes > 19_800 && bytes <= 20_000, String(bytes))
})

t.test('takes the vendor\'s time once when its own is refused', async (t) => {
  const bot = await listen(t, new FeishuBot(FEISHU, { now: () => NOW_MS - 2 * HOUR }))
  const { instance } = await openHub(t, bot.options)
  await instance.notify(notification())
  t.strictSame([bot.calls.length, bot.messages.length], [2, 1])
  t.match(await instance.health?.(), { state: 'degraded', reason: /7200 s ahead of that of Feishu/ })
})

t.test('a wrong secret is no matter of time', async (t) => {
  const bot = await listen(t, new FeishuBot(FEISHU, { now }))
  const { instance } = await openHub(t, { feishu: { ...bot.options['feishu'] as object, secret: 'another-secret' } })
  await failsAs(t, instance.notify(notification()), { verdict: 'unauthorized', message: /compare secret/ })
  t.equal(bot.calls.length, 1)
})

t.test('what a refusal means', async (t) => {
  const cases: Array<[number, ResponseInit, object]> = [
    [9499, { status: 400 }, { verdict: 'rejected' }],
    [19001, {}, { verdict: 'rejected', message: /not known/ }],
    [19021, {}, { verdict: 'unauthorized' }],
    [19022, {}, { verdict: 'unauthorized' }],
    [19024, {}, { verdict: 'rejected', message: /prefix/ }],
    [11232, {}, { verdict: 'retry', afterMs: 60_000 }],
    [99991400, { status: 429 }, { verdict: 'retry', afterMs: 60_000 }],
    [99991400, { status: 429, headers: { 'x-ogw-ratelimit-reset': '7' } }, { verdict: 'retry', afterMs: 7000 }],
    [99991400, { status: 429, headers: { 'x-ogw-ratelimit-reset': '999999' } }, { verdict: 'retry', afterMs: 3_600_000 }],
    [99991400, { status: 429, headers: { 'x-ogw-ratelimit-reset': 'soon' } }, { verdict: 'retry', afterMs: 60_000 }],
    [5, {}, { verdict: 'rejected' }]
  ]
  for (const [code, init, expected] of cases) {
    const { instance } = await openHub(t, { feishu: FEISHU }, { fetch: answering({ code, msg: 'why' }, init) })
    await failsAs(t, instance.notify(notification()), expected, String(code))
  }
  t.strictSame([...REFUSALS.keys()].filter((code) => !cases.some(([known]) => known === code)), [], 'no row is untested')
})

t.test('knows the success of old', async (t) => {
  const { instance } = await openHub(t, { feishu: FEISHU }, { fetch: answering({ StatusCode: 0, StatusMessage: 'success' }) })
  await t.resolves(instance.notify(notification()))
})

t.test('more than 5 in a second are refused', async (t) => {
  const bot = await listen(t, new FeishuBot(FEISHU, { now }))
  const { instance } = await openHub(t, bot.options)
  for (let count = 0; count < 5; count++) await instance.notify(notification())
  await failsAs(t, instance.notify(notification()), { verdict: 'retry', afterMs: 60_000 })
})
