import assert from 'node:assert/strict'
import { assertAcknowledged } from './answer-asserts.js'
import { definePlatformCheck, type ChannelCheck } from './channel-check.js'
import { verdictOf } from './open-channel.js'
import { connectionError } from './kit-fetch.js'
import { hang } from './sample-platform.js'
import { settles } from './settles.js'
import { waitUntil } from './wait-until.js'

/** How a channel lives with a platform that is slow, or away for a while. */
export const slowChecks: readonly ChannelCheck[] = [
  definePlatformCheck('a send that hangs holds up no other', async (stand) => {
    const channel = await stand.open()
    const abort = new AbortController()
    channel.interfere(hang, undefined, 1)
    channel.trySend(undefined, abort.signal).catch(() => {})
    assert.ok(await waitUntil(() => channel.deliveries.length > 0), 'the first send makes no call')
    const next = channel.trySend()
    const isThrough = await settles(next)
    abort.abort()
    assert.ok(isThrough, 'the next send waits for the one that hangs')
    assert.equal(verdictOf(await next), 'sent')
  }),

  definePlatformCheck('a platform that hangs holds up nothing that arrives', async (stand) => {
    const channel = await stand.open({ interfere: hang })
    const abort = new AbortController()
    // Not waited for: it may ask for a token, which is everybody's.
    channel.trySend(undefined, abort.signal).catch(() => {})
    const arriving = channel.say()
    const isThrough = await settles(arriving)
    abort.abort()
    assert.ok(isThrough, 'what arrives waits for the platform')
    assertAcknowledged(channel, await arriving, 'a text')
  }),

  definePlatformCheck('a platform that was out of reach is used again', async (stand) => {
    const channel = await stand.open()
    for (const code of ['ECONNREFUSED', 'ENOTFOUND']) {
      channel.platform.interfere = () => Promise.reject(connectionError(code))
      assert.equal(verdictOf(await channel.trySend()), 'retry', code)
      channel.platform.interfere = undefined
      assert.equal(verdictOf(await channel.trySend()), 'sent', `after ${code}`)
    }
    const health = await channel.hub.instance.health?.()
    assert.ok(health === undefined || health.state === 'ok', `health is ${JSON.stringify(health)} when all is well again`)
  }),

  definePlatformCheck('health says that the credentials are not good, and when they are again', async (stand) => {
    for (const { name, verdict, answer, path } of stand.sample.faults) {
      if (verdict !== 'unauthorized') continue
      const channel = await stand.open()
      channel.interfere(answer, path)
      const outcome = await channel.trySend()
      const ill = await channel.hub.instance.health?.()
      assert.ok(ill !== undefined && ill.state !== 'ok' && ill.reason, `${name}: health is ${JSON.stringify(ill)}`)
      channel.platform.interfere = undefined
      const { error } = outcome as { error?: { afterMs?: number } }
      channel.hub.clock.advance(error?.afterMs ?? 0)
      assert.equal(verdictOf(await channel.trySend()), 'sent', `${name}: when they are good again`)
      assert.equal((await channel.hub.instance.health?.())?.state, 'ok', `${name}: health after a success`)
    }
  }, ({ faults }) => faults.some(({ verdict }) => verdict === 'unauthorized')),

  definePlatformCheck('sends at once share what they need besides', async (stand) => {
    const channel = await stand.open()
    const own = stand.sample.outbound[0]?.calls ?? []
    await Promise.all(Array.from({ length: 5 }, async () => assert.equal(verdictOf(await channel.trySend()), 'sent')))
    const others = channel.platform.calls.map(({ url }) => url.pathname)
      .filter((pathname) => own.every(({ path }) => typeof path === 'string' ? path !== pathname : !path.test(pathname)))
    assert.deepEqual(others, [...new Set(others)], 'calls besides the sends, for example for a token')
  }),

  definePlatformCheck('it closes while a send hangs, and lets go of it', async (stand) => {
    const channel = await stand.open()
    channel.interfere(hang)
    const hanging = channel.trySend()
    assert.ok(await waitUntil(() => channel.deliveries.length > 0), 'the send makes no call')
    assert.ok(await settles(channel.hub.close()), 'it does not close')
    assert.ok(await settles(hanging), 'the send hangs on')
    assert.notEqual(verdictOf(await hanging), 'sent')
  }),

  definePlatformCheck('it closes while a message arrives, and answers it', async (stand) => {
    const channel = await stand.open()
    const held = channel.hub.hold()
    const arriving = channel.say()
    await Promise.race([held.entered, arriving])
    const closing = channel.hub.close()
    held.release()
    assert.ok(await settles(Promise.all([closing, arriving])), 'it does not close')
    assertAcknowledged(channel, await arriving, 'the message')
  })
]
