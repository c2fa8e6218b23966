import assert from 'node:assert/strict'
import { show } from './answer-asserts.js'
import { defineHostedCheck, type ChannelCheck } from './channel-check.js'
import type { HostedOutbound, HostedSample } from './hosted-sample.js'
import { verdictOf } from './open-channel.js'
import { holds } from './partial.js'

const FOR_ONE = 'a message for one'
const FOR_TWO = 'a message for two'

/** What customers hear and read of the hub's messages where there is no platform in between. */
export const hostedOutboundChecks: ReadonlyArray<ChannelCheck<HostedSample>> = [
  defineHostedCheck('a send resolves with the id that receipts name, though nobody listens', async (stand) => {
    const channel = await stand.open()
    const { session } = await channel.site()
    for (const outbound of stand.sample.outbound) assert.equal(verdictOf(await channel.trySend(outbound)), 'sent', outbound.name)
    const { message, result } = await channel.post(session.customer, { type: 'text', text: FOR_ONE })
    // The hub finds the message of a receipt by this id, and nobody else gives one.
    const isNeeded = stand.plugin.capabilities(channel.hub.options).receipts.length > 0
    assert.ok(result.externalId === message.id || (!isNeeded && result.externalId === undefined), `externalId is ${result.externalId}, the message is ${message.id}`)
    assert.deepEqual(channel.deliveries, [], 'it called somebody')
  }),

  defineHostedCheck('what is sent is heard at once by who listens', async (stand) => {
    for (const outbound of stand.sample.outbound) {
      const channel = await stand.open()
      const ear = await channel.listen(await channel.site())
      assert.equal(verdictOf(await channel.trySend(outbound)), 'sent', outbound.name)
      assert.ok(await ear.hears((message) => isHeard(message, outbound)), `${outbound.name}: heard was ${JSON.stringify(ear.heard)}`)
    }
  }),

  defineHostedCheck('what was sent while nobody listened is read later, by its customer only', async (stand) => {
    const channel = await stand.open()
    const [one, two] = [await channel.site('customer-1'), await channel.site('customer-2')]
    await channel.post(one.session.customer, { type: 'text', text: FOR_ONE })
    await channel.post(two.session.customer, { type: 'text', text: FOR_TWO })
    for (const [site, own, foreign] of [[one, FOR_ONE, FOR_TWO], [two, FOR_TWO, FOR_ONE]] as const) {
      const response = await site.call(stand.sample.history(site))
      assert.ok(response.statusCode === 200 && response.body.includes(own), `the history: answered ${show(response)}`)
      assert.ok(!response.body.includes(foreign), "the history has somebody else's message")
    }
  }),

  defineHostedCheck('nobody hears what is sent to somebody else', async (stand) => {
    const channel = await stand.open()
    const [one, two] = [await channel.site('customer-1'), await channel.site('customer-2')]
    const [earOne, earTwo] = [await channel.listen(one), await channel.listen(two)]
    await channel.post(one.session.customer, { type: 'text', text: FOR_ONE })
    await channel.post(two.session.customer, { type: 'text', text: FOR_TWO })
    for (const [ear, own, foreign] of [[earOne, FOR_ONE, FOR_TWO], [earTwo, FOR_TWO, FOR_ONE]] as const) {
      assert.ok(await ear.hears(() => ear.has(own)), `heard was ${JSON.stringify(ear.heard)}`)
      assert.ok(!ear.has(foreign), `somebody else's message was heard: ${JSON.stringify(ear.heard)}`)
    }
  }),

  defineHostedCheck('nobody listens without a session', async (stand) => {
    const channel = await stand.open()
    const { session } = await channel.site()
    await assert.rejects(channel.listen(channel.toSite({ ...session, headers: {} })), 'it listens')
  }),

  defineHostedCheck('who listens is told that somebody writes, and nobody else', async (stand) => {
    const { typing } = stand.sample
    assert.ok(typing !== null)
    const channel = await stand.open()
    const { instance } = channel.hub
    const [one, two] = [await channel.site('customer-1'), await channel.site('customer-2')]
    const [earOne, earTwo] = [await channel.listen(one), await channel.listen(two)]
    await instance.typing?.(one.session.customer, true)
    await instance.typing?.(two.session.customer, false)
    for (const [ear, own] of [[earOne, true], [earTwo, false]] as const) {
      assert.ok(await ear.hears((message) => holds(message, typing.heard(own))), `heard was ${JSON.stringify(ear.heard)}`)
      assert.ok(!ear.heard.some((message) => holds(message, typing.heard(!own))), "somebody else's typing was heard")
    }
  }, ({ typing }) => typing !== null)
]

function isHeard (message: unknown, { heard }: HostedOutbound): boolean {
  return typeof heard === 'function' ? heard(message) : holds(message, heard)
}
