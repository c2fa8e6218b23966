import assert from 'node:assert/strict'
import { DeliveryError } from '../errors.js'
import { assertAcknowledged, assertRefused, show } from './answer-asserts.js'
import { definePlatformCheck, type ChannelCheck } from './channel-check.js'

const MEDIA_BOUND_BYTES = 256 * 1024
const MEDIA_SLACK_BYTES = 1024 * 1024
const MEDIA_END_BYTES = 16 * 1024 * 1024

/** What a channel makes of the platform's requests, and of the files that they name. */
export const callbackChecks: readonly ChannelCheck[] = [
  definePlatformCheck('other requests of the platform get the answer that it expects', async (stand) => {
    const channel = await stand.open()
    for (const { name, request, holds } of stand.sample.exchanges) {
      const response = await channel.deliver(request(channel.site))
      assert.ok(holds(response), `${name}: answered ${show(response)}`)
    }
  }, ({ exchanges }) => exchanges.length > 0),

  definePlatformCheck('every inbound sample arrives as expected', async (stand) => {
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

  definePlatformCheck('a request without a valid proof is refused', async (stand) => {
    for (const { name, forge } of stand.sample.forgeries) {
      const channel = await stand.open()
      const request = forge(await channel.toRequest(channel.saying()))
      assertRefused(channel, await channel.deliver(request), name)
    }
  }),

  definePlatformCheck('an old request is refused', async (stand) => {
    const channel = await stand.open()
    const request = await channel.toRequest(channel.saying())
    channel.hub.clock.advance(stand.sample.staleAfterMs ?? 0)
    assertRefused(channel, await channel.deliver(request), 'an old request')
  }, ({ staleAfterMs }) => staleAfterMs !== null),

  definePlatformCheck('a type that nobody knows arrives as unsupported', async (stand) => {
    const channel = await stand.open()
    const answer = await channel.deliver(channel.seal(stand.sample.unknownType(channel.saying())))
    assertAcknowledged(channel, answer, 'an unknown type')
    assert.deepEqual(channel.hub.received.map(({ content }) => content.type), ['unsupported'])
  }),

  definePlatformCheck('a file is fetched whole, and never beyond its bound', async (stand) => {
    const media = stand.sample.media
    assert.ok(media !== null)
    const channel = await stand.open()
    const { fetchMedia } = channel.hub.instance
    assert.ok(fetchMedia !== undefined, 'there is no fetchMedia')
    const fetch = (maxBytes: number) => fetchMedia.call(channel.hub.instance, media.remote, { signal: new AbortController().signal, maxBytes })

    channel.platform.interfere = (call) => media.answer(media.content, call)
    const file = await fetch(MEDIA_BOUND_BYTES)
    assert.ok(file.content.equals(media.content), 'the bytes are not those of the platform')
    if (media.mimeType !== undefined) assert.equal(file.mimeType, media.mimeType)

    let pulled = 0
    channel.platform.interfere = (call) => media.answer(new ReadableStream({
      pull (controller) {
        pulled += 65_536
        if (pulled > MEDIA_END_BYTES) controller.close()
        else controller.enqueue(new Uint8Array(65_536))
      }
    }), call)
    const refusal: unknown = await fetch(MEDIA_BOUND_BYTES).then(() => undefined, (error: unknown) => error)
    assert.ok(refusal instanceof DeliveryError && refusal.verdict === 'rejected', `a file beyond the bound must be Rejected, not ${String(refusal)}`)
    assert.ok(pulled <= MEDIA_BOUND_BYTES + MEDIA_SLACK_BYTES, `${pulled} bytes were read although ${MEDIA_BOUND_BYTES} are allowed`)
  }, ({ media }) => media !== null)
]
