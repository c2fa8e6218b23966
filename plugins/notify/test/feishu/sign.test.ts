import t from 'tap'
import { sign } from '../../src/feishu/sign.js'
import { FeishuBot, parseBody } from '../../src/simulator/index.js'
import { FEISHU, listen, notification, openHub } from '../stand.js'
import { vectorsOf } from '../vectors.js'

const vectors = vectorsOf('feishu-custom-bot')

t.test('signs as the vectors do, and not with key and message swapped', async (t) => {
  t.ok(vectors.length > 0)
  for (const { input: { timestampS, secret }, sign: expected, wrongIfSwapped } of vectors) {
    t.equal(sign(secret, Number(timestampS)), expected)
    t.not(sign(secret, Number(timestampS)), wrongIfSwapped)
  }
})

t.test('sends seconds as text and the right signature beside the message', async (t) => {
  for (const { input: { timestampS, secret }, sign: expected, wrongIfSwapped } of vectors) {
    const nowMs = Number(timestampS) * 1000 + 999
    const bot = await listen(t, new FeishuBot({ ...FEISHU, secret }, { now: () => nowMs }))
    const { instance } = await openHub(t, bot.options, { nowMs })
    await instance.notify(notification())
    const [call] = bot.calls
    t.match(call && parseBody(call), { timestamp: timestampS, sign: expected, msg_type: 'post' })
    t.notMatch(call?.body, wrongIfSwapped)
  }
})
