import assert from 'node:assert/strict'
import { assertRefused } from './answer-asserts.js'
import { definePlatformCheck, type ChannelCheck } from './channel-check.js'

const METHODS = ['PUT', 'PATCH', 'DELETE'] as const
const REASON = /^[a-z][a-z0-9-]{1,31}$/

/** How a channel tells the platform's requests from anybody's. */
export const proofChecks: readonly ChannelCheck[] = [
  definePlatformCheck('a request with nothing but its body is refused', async (stand) => {
    const channel = await stand.open()
    const { url, headers = {}, ...request } = await channel.toRequest(channel.saying())
    const type = headers['content-type']
    const bare = { ...request, url: url.split('?')[0] ?? url, headers: type === undefined ? {} : { 'content-type': type } }
    assertRefused(channel, await channel.deliver(bare), 'without query and headers')
  }),

  definePlatformCheck('a request with another method is refused', async (stand) => {
    const channel = await stand.open()
    const request = await channel.toRequest(channel.saying())
    for (const method of METHODS) {
      if (method === request.method) continue
      const { url, headers = {}, body } = request
      assertRefused(channel, await channel.hub.inject({ method, url, headers, ...(body && { payload: body }) }), method)
    }
  }),

  definePlatformCheck('a refused request is counted, by a short reason', async (stand) => {
    for (const { name, forge } of stand.sample.forgeries) {
      const channel = await stand.open()
      for (const text of ['one', 'two']) await channel.deliver(forge(await channel.toRequest(channel.saying(text))))
      const reasons = [...channel.hub.refusals]
      assert.equal(reasons.length, 1, `${name}: two of a kind were counted under ${JSON.stringify(reasons)}`)
      for (const [reason] of reasons) assert.match(reason, REASON, `${name}: the reason`)
    }
  })
]
