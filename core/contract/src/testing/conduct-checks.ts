import assert from 'node:assert/strict'
import { setImmediate } from 'node:timers/promises'
import { assertAcknowledged, show } from './answer-asserts.js'
import { defineCheck, type ChannelCheck } from './channel-check.js'
import type { AnySample } from './hosted-sample.js'
import { hang } from './sample-platform.js'
import { settles } from './settles.js'
import { TimerWatch } from './timer-watch.js'

/** How a channel lives beside others. */
export const conductChecks: ReadonlyArray<ChannelCheck<AnySample>> = [
  defineCheck('it starts and tells its health while nobody outside answers', async (stand) => {
    const opening = stand.open({ interfere: hang })
    assert.ok(await settles(opening), 'its setup waits for somebody outside')
    const { hub, platform } = await opening
    const before = platform.calls.length
    const health = Promise.resolve(hub.instance.health?.() ?? { state: 'ok' as const })
    assert.ok(await settles(health), 'its health waits for somebody outside')
    assert.equal(platform.calls.length, before, 'health must answer from memory')
    assert.ok(['ok', 'degraded', 'down'].includes((await health).state))
  }),

  defineCheck('two instances keep apart', async (stand) => {
    const one = await stand.open({ id: 'one' })
    const two = await stand.open({ id: 'two', options: stand.sample.otherOptions })
    const saying = one.saying()
    for (const channel of [one, two]) assertAcknowledged(channel, await channel.deliver(await channel.toRequest(saying)), channel.hub.id)
    assert.equal(one.hub.received.length, 1, 'messages of the first')
    assert.equal(two.hub.received.length, 1, 'messages of the second')
    const foreign = await two.deliver(await two.toForeignRequest(one.saying(), one))
    assert.ok(two.isRefused(foreign), `a request with the other's proof was answered ${show(foreign)}`)
    await one.hub.close()
    assertAcknowledged(two, await two.say('still there'), 'after the first has closed')
  }),

  defineCheck('it closes, a second time too, and leaves no timer', async (stand) => {
    const watch = new TimerWatch()
    await watch.run(async () => {
      const channel = await stand.open()
      const { ended } = await channel.use()
      const { instance } = channel.hub
      assert.ok(await settles(channel.hub.close()), 'it does not close')
      assert.ok(await settles(ended), 'who listens is not let go')
      await channel.hub.close()
      await instance.close?.()
      // A cleared timer is known as such two turns later.
      await setImmediate()
      await setImmediate()
    })
    assert.deepEqual(watch.left, [], 'timers are left')
  })
]
