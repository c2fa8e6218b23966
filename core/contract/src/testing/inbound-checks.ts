import assert from 'node:assert/strict'
import { setImmediate } from 'node:timers/promises'
import type { LightMyRequestResponse } from 'fastify'
import { defineCheck, type ChannelCheck } from './channel-check.js'
import type { OpenChannel } from './channel-stand.js'

const UNICODE = [
  '这个产品怎么退款？', '😀 👨‍👩‍👧 🇨🇳', '𠮷野家 𝒳', 'ｆｕｌｌ　ｗｉｄｔｈ', 'שלום عالم', 'e\u0301 n\u0303 \u200b\ufeff!', '<b>&amp; "\'</b> ]]> {{name}} %s', 'two\nlines\ttab'
].join(' | ')

const MARK = 'mark'

/** What a channel makes of the platform's requests. */
export const inboundChecks: readonly ChannelCheck[] = [
  defineCheck('other requests of the platform get the answer that it expects', async (stand) => {
    const channel = await stand.open()
    for (const { name, request, holds } of stand.sample.exchanges) {
      const response = await channel.deliver(request(channel.site))
      assert.ok(holds(response), `${name}: answered ${show(response)}`)
    }
  }, ({ exchanges }) => exchanges.length > 0),

  defineCheck('every inbound sample arrives as expected', async (stand) => {
    for (const { name, payload, message, receipt, profile } of stand.sample.inbound) {
      const channel = await stand.open()
      assertAcknowledged(channel, await channel.deliver(channel.seal(payload)), name)
      const { received, receipts, profiles } = channel.hub
      const seen = received.map(({ raw: _raw, ...rest }) => rest)
      assert.deepEqual(seen, message === undefined ? [] : [message], `${name}: the message`)
      assert.deepEqual(receipts, receipt === undefined ? [] : [receipt], `${name}: the receipt`)
      assert.deepEqual(profiles, profile === undefined ? [] : [profile], `${name}: the profile`)
    }
  }),

  defineCheck('the platform is answered only after the message is durable', async (stand) => {
    const channel = await stand.open()
    const held = channel.hub.hold()
    let isAnswered = false
    const answer = channel.say().finally(() => { isAnswered = true })
    await Promise.race([held.entered, answer])
    for (let turn = 0; turn < 20; turn++) await setImmediate()
    const wasEarly = isAnswered
    held.release()
    assertAcknowledged(channel, await answer, 'a text')
    assert.ok(!wasEarly, 'the platform had its answer while the message could still be lost')
    assert.equal(channel.hub.received.length, 1)
  }),

  defineCheck('a repeated request changes nothing', async (stand) => {
    const channel = await stand.open()
    const request = channel.seal(stand.sample.text(channel.saying()))
    const answers = [await channel.deliver(request), ...await Promise.all([channel.deliver(request), channel.deliver(request)])]
    for (const answer of answers) assertAcknowledged(channel, answer, 'a repeat')
    assert.equal(channel.hub.received.length, 1, 'messages received')
    assert.equal(channel.hub.duplicates.length, 2, 'repeats known by their eventKey')
  }),

  defineCheck('messages of different customers with the same text are different', async (stand) => {
    const channel = await stand.open()
    const saying = channel.saying()
    for (const sender of ['customer-1', 'customer-2']) {
      assertAcknowledged(channel, await channel.deliver(channel.seal(stand.sample.text({ ...saying, sender }))), sender)
    }
    assertAcknowledged(channel, await channel.deliver(channel.seal(stand.sample.text({ ...channel.saying(), text: saying.text }))), 'the next message')
    assert.equal(channel.hub.received.length, 3, 'messages received')
  }),

  defineCheck('a request without a valid proof is refused', async (stand) => {
    for (const { name, forge } of stand.sample.forgeries) {
      const channel = await stand.open()
      const request = forge(channel.seal(stand.sample.text(channel.saying())))
      assertRefused(channel, await channel.deliver(request), name)
    }
  }),

  defineCheck('an old request is refused', async (stand) => {
    const channel = await stand.open()
    const request = channel.seal(stand.sample.text(channel.saying()))
    channel.hub.clock.advance(stand.sample.staleAfterMs ?? 0)
    assertRefused(channel, await channel.deliver(request), 'an old request')
  }, ({ staleAfterMs }) => staleAfterMs !== null),

  defineCheck('a malformed body is refused', async (stand) => {
    const { sample } = stand
    const channel = await stand.open()
    const whole = sample.text(channel.saying(MARK))
    const cut = whole.subarray(0, whole.length >> 1)
    // Where the text stands as it is, only the decoder can notice.
    const at = Math.max(whole.indexOf(MARK), 0)
    const spoilt = [
      { name: 'empty', payload: Buffer.alloc(0) },
      { name: 'cut in the middle', payload: cut },
      { name: 'not UTF-8', payload: Buffer.concat([whole.subarray(0, at), Buffer.from([0xc3, 0x28, 0xff]), whole.subarray(at)]) },
      { name: 'binary', payload: Buffer.from(Array.from({ length: 256 }, (_, index) => 255 - index)) },
      ...sample.malformed
    ]
    for (const { name, payload } of spoilt) assertRefused(channel, await channel.deliver(channel.seal(payload)), name)
  }),

  defineCheck('a body that is too long is refused with 413', async (stand) => {
    const channel = await stand.open()
    const payload = stand.sample.text(channel.saying('x'.repeat(stand.sample.maxBodyBytes + 1)))
    const answer = await channel.deliver(channel.seal(payload))
    assertRefused(channel, answer, 'a long body')
    assert.equal(answer.statusCode, 413)
  }),

  defineCheck('unicode survives', async (stand) => {
    const channel = await stand.open()
    assertAcknowledged(channel, await channel.say(UNICODE), 'a text')
    assert.deepEqual(channel.hub.received.map(({ content }) => content), [{ type: 'text', text: UNICODE }])
  }),

  defineCheck('a type that nobody knows arrives as unsupported', async (stand) => {
    const channel = await stand.open()
    const answer = await channel.deliver(channel.seal(stand.sample.unknownType(channel.saying())))
    assertAcknowledged(channel, answer, 'an unknown type')
    assert.deepEqual(channel.hub.received.map(({ content }) => content.type), ['unsupported'])
  }),

  defineCheck('a busy store makes the platform repeat', async (stand) => {
    const channel = await stand.open()
    const request = channel.seal(stand.sample.text(channel.saying()))
    channel.hub.busy = true
    const refusal = await channel.deliver(request)
    assert.ok(refusal.statusCode >= 500, `a message that is not durable was answered ${show(refusal)}`)
    channel.hub.busy = false
    assertAcknowledged(channel, await channel.deliver(request), 'the repeat')
    assert.equal(channel.hub.received.length, 1, 'messages received')
  })
]

function show (response: LightMyRequestResponse): string {
  return `${response.statusCode} ${JSON.stringify(response.body.slice(0, 200))}`
}

function assertAcknowledged (channel: OpenChannel, response: LightMyRequestResponse, what: string): void {
  assert.ok(channel.isAcknowledged(response), `${what}: answered ${show(response)} instead of an acknowledgement`)
}

function assertRefused (channel: OpenChannel, response: LightMyRequestResponse, what: string): void {
  assert.ok(response.statusCode >= 400 && response.statusCode < 500, `${what}: answered ${show(response)} instead of a 4xx`)
  assert.deepEqual(channel.hub.received, [], `${what}: something was received`)
}
