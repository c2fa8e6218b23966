import assert from 'node:assert/strict'
import { setImmediate } from 'node:timers/promises'
import { assertAcknowledged } from './answer-asserts.js'
import { definePlatformCheck, type ChannelCheck } from './channel-check.js'
import type { PlatformChannel } from './channel-stand.js'

const MANY = 20

/** How a channel keeps up with what comes fast. */
export const orderChecks: readonly ChannelCheck[] = [
  definePlatformCheck('messages arrive in the order in which they come', async (stand) => {
    const channel = await stand.open()
    const texts = Array.from({ length: MANY }, (_, index) => `number ${index}`)
    for (const text of texts) assertAcknowledged(channel, await channel.say(text), text)
    assert.deepEqual(textsOf(channel), texts)
  }),

  definePlatformCheck('messages that come at once arrive once each', async (stand) => {
    const channel = await stand.open()
    const texts = Array.from({ length: MANY }, (_, index) => `number ${index}`)
    const requests = await Promise.all(texts.map((text, index) => channel.toRequest({ ...channel.saying(text), sender: `customer-${index % 3}` })))
    const answers = await Promise.all(requests.map((request) => channel.deliver(request)))
    for (const [index, answer] of answers.entries()) assertAcknowledged(channel, answer, texts[index] ?? '')
    assert.deepEqual(textsOf(channel).sort(), [...texts].sort())
  }),

  definePlatformCheck('a repeat is not acknowledged before the message is durable', async (stand) => {
    const channel = await stand.open()
    const request = await channel.toRequest(channel.saying())
    const held = channel.hub.hold()
    let answered = 0
    const deliver = async () => await channel.deliver(request).finally(() => { answered++ })
    const first = deliver()
    await Promise.race([held.entered, first])
    const repeat = deliver()
    for (let turn = 0; turn < 20; turn++) await setImmediate()
    const early = answered
    held.release()
    for (const answer of await Promise.all([first, repeat])) assertAcknowledged(channel, answer, 'the request')
    assert.equal(early, 0, 'an answer came while the message could still be lost')
    assert.equal(channel.hub.received.length, 1, 'messages received')
  })
]

function textsOf ({ hub }: PlatformChannel): string[] {
  return hub.received.map(({ content }) => content.type === 'text' ? content.text : content.type)
}
