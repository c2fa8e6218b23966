import assert from 'node:assert/strict'
import { WindowClosed } from '../errors.js'
import { definePlatformCheck, type ChannelCheck } from './channel-check.js'

/** How a channel tells of reply windows. */
export const windowChecks: readonly ChannelCheck[] = [
  definePlatformCheck('what opens a window is a trigger of the capabilities', async (stand) => {
    for (const { name, payload } of stand.sample.inbound) {
      const channel = await stand.open()
      const triggers = stand.plugin.capabilities(channel.hub.options).replyWindows.map(({ trigger }) => trigger)
      await channel.deliver(channel.seal(payload))
      for (const { trigger } of channel.hub.received) assert.ok(trigger === undefined || triggers.includes(trigger), `${name}: '${trigger}' is none of ${JSON.stringify(triggers)}`)
    }
  }),

  definePlatformCheck('a closed window names what opens it again', async (stand) => {
    for (const { name, verdict, answer, path, times } of stand.sample.faults) {
      if (verdict !== 'window-closed') continue
      const channel = await stand.open()
      const triggers = stand.plugin.capabilities(channel.hub.options).replyWindows.map(({ trigger }) => trigger)
      channel.interfere(answer, path, times)
      const { error } = await channel.trySend() as { error?: unknown }
      assert.ok(error instanceof WindowClosed && error.reopensBy.length > 0, `${name}: nothing opens it again`)
      for (const trigger of error.reopensBy) assert.ok(triggers.includes(trigger), `${name}: '${trigger}' is none of ${JSON.stringify(triggers)}`)
    }
  }, ({ faults }) => faults.some(({ verdict }) => verdict === 'window-closed')),

  definePlatformCheck('a failure says what is wrong', async (stand) => {
    for (const { name, verdict, answer, path, times } of stand.sample.faults) {
      if (verdict === 'sent') continue
      const channel = await stand.open()
      channel.interfere(answer, path, times)
      const { error } = await channel.trySend() as { error?: unknown }
      assert.match(error instanceof Error ? error.message : '', /\p{L}{2,}/u, name)
    }
  })
]
