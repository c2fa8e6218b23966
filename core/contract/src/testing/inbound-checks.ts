import assert from 'node:assert/strict'
import { setImmediate } from 'node:timers/promises'
import { assertAcknowledged, assertRefused, show } from './answer-asserts.js'
import { defineCheck, type ChannelCheck } from './channel-check.js'
import type { AnySample } from './hosted-sample.js'

const UNICODE = [
  '这个产品怎么退款？', '😀 👨‍👩‍👧 🇨🇳', '𠮷野家 𝒳', 'ｆｕｌｌ　ｗｉｄｔｈ', 'שלום عالم', 'e\u0301 n\u0303 \u200b\ufeff!', '<b>&amp; "\'</b> ]]> {{name}} %s', 'two\nlines\ttab'
].join(' | ')

const MARK = 'mark'

/** What a channel makes of the texts that arrive, from a platform or from the customers themselves. */
export const inboundChecks: ReadonlyArray<ChannelCheck<AnySample>> = [
  defineCheck('an answer comes only after the message is durable', async (stand) => {
    const channel = await stand.open()
    const request = await channel.toRequest(channel.saying())
    const held = channel.hub.hold()
    let isAnswered = false
    const answer = channel.deliver(request).finally(() => { isAnswered = true })
    await Promise.race([held.entered, answer])
    for (let turn = 0; turn < 20; turn++) await setImmediate()
    const wasEarly = isAnswered
    held.release()
    assertAcknowledged(channel, await answer, 'a text')
    assert.ok(!wasEarly, 'the answer came while the message could still be lost')
    assert.equal(channel.hub.received.length, 1)
  }),

  defineCheck('a repeated request changes nothing', async (stand) => {
    const channel = await stand.open()
    const request = await channel.toRequest(channel.saying())
    const answers = [await channel.deliver(request), ...await Promise.all([channel.deliver(request), channel.deliver(request)])]
    for (const answer of answers) assertAcknowledged(channel, answer, 'a repeat')
    assert.equal(channel.hub.received.length, 1, 'messages received')
    assert.equal(channel.hub.duplicates.length, 2, 'repeats known by their eventKey')
  }),

  defineCheck('messages of different customers with the same text are different', async (stand) => {
    const channel = await stand.open()
    const saying = channel.saying()
    for (const sender of ['customer-1', 'customer-2']) {
      assertAcknowledged(channel, await channel.deliver(await channel.toRequest({ ...saying, sender })), sender)
    }
    assertAcknowledged(channel, await channel.say(saying.text), 'the next message')
    assert.equal(channel.hub.received.length, 3, 'messages received')
  }),

  defineCheck('a malformed body is refused', async (stand) => {
    const channel = await stand.open()
    const spoilt: Array<{ name: string, spoil: (payload: Buffer) => Buffer }> = [
      { name: 'empty', spoil: () => Buffer.alloc(0) },
      { name: 'cut in the middle', spoil: (payload) => payload.subarray(0, payload.length >> 1) },
      { name: 'not UTF-8', spoil: (payload) => insert(payload, Buffer.from([0xc3, 0x28, 0xff])) },
      { name: 'binary', spoil: () => Buffer.from(Array.from({ length: 256 }, (_, index) => 255 - index)) },
      ...stand.sample.malformed.map(({ name, payload }) => ({ name, spoil: () => payload }))
    ]
    for (const { name, spoil } of spoilt) assertRefused(channel, await channel.deliver(await channel.toRequest(channel.saying(MARK), spoil)), name)
  }),

  defineCheck('a body that is too long is refused with 413', async (stand) => {
    const channel = await stand.open()
    const answer = await channel.say('x'.repeat(stand.sample.maxBodyBytes + 1))
    assertRefused(channel, answer, 'a long body')
    assert.equal(answer.statusCode, 413)
  }),

  defineCheck('unicode survives', async (stand) => {
    const channel = await stand.open()
    assertAcknowledged(channel, await channel.say(UNICODE), 'a text')
    assert.deepEqual(channel.hub.received.map(({ content }) => content), [{ type: 'text', text: UNICODE }])
  }),

  defineCheck('what a busy store did not take may come again', async (stand) => {
    const channel = await stand.open()
    const request = await channel.toRequest(channel.saying())
    channel.hub.busy = true
    const refusal = await channel.deliver(request)
    assert.ok(refusal.statusCode >= 500, `a message that is not durable was answered ${show(refusal)}`)
    channel.hub.busy = false
    assertAcknowledged(channel, await channel.deliver(request), 'the repeat')
    assert.equal(channel.hub.received.length, 1, 'messages received')
  })
]

/** Puts bytes before the mark: where the text stands as it is, only the decoder can notice. */
function insert (payload: Buffer, bytes: Buffer): Buffer {
  const at = Math.max(payload.indexOf(MARK), 0)
  return Buffer.concat([payload.subarray(0, at), bytes, payload.subarray(at)])
}
