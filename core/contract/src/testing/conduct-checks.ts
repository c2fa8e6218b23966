import assert from 'node:assert/strict'
import { setImmediate } from 'node:timers/promises'
import { inspect } from 'node:util'
import { DeliveryError } from '../errors.js'
import { secretPaths } from '../options.js'
import { defineCheck, type ChannelCheck } from './channel-check.js'
import type { OpenChannel } from './channel-stand.js'
import { hang } from './sample-platform.js'
import { settles } from './settles.js'
import { TimerWatch } from './timer-watch.js'

const SMALLEST_SECRET = 8
const MEDIA_BOUND_BYTES = 256 * 1024
const MEDIA_SLACK_BYTES = 1024 * 1024
const MEDIA_END_BYTES = 16 * 1024 * 1024

/** How a channel lives beside others. */
export const conductChecks: readonly ChannelCheck[] = [
  defineCheck('it starts and tells its health while the platform does not answer', async (stand) => {
    const opening = stand.open({ interfere: hang })
    assert.ok(await settles(opening), 'its setup waits for the platform')
    const { hub, platform } = await opening
    const before = platform.calls.length
    const health = Promise.resolve(hub.instance.health?.() ?? { state: 'ok' as const })
    assert.ok(await settles(health), 'its health waits for the platform')
    assert.equal(platform.calls.length, before, 'health must answer from memory')
    assert.ok(['ok', 'degraded', 'down'].includes((await health).state))
  }),

  defineCheck('two instances keep apart', async (stand) => {
    const one = await stand.open({ id: 'one' })
    const two = await stand.open({ id: 'two', options: stand.sample.otherOptions })
    const payload = stand.sample.text(one.saying())
    for (const channel of [one, two]) {
      const answer = await channel.deliver(channel.seal(payload))
      assert.ok(channel.isAcknowledged(answer), `${channel.hub.id}: answered ${answer.statusCode}`)
    }
    assert.equal(one.hub.received.length, 1, 'messages of the first')
    assert.equal(two.hub.received.length, 1, 'messages of the second')
    const foreign = await two.deliver(stand.sample.seal(stand.sample.text(one.saying()), { ...two.site, options: one.hub.options }))
    assert.ok(foreign.statusCode >= 400 && foreign.statusCode < 500, `a request that another account signed was answered ${foreign.statusCode}`)
    await one.hub.close()
    const after = await two.say('still there')
    assert.ok(two.isAcknowledged(after), 'closing the first broke the second')
  }),

  defineCheck('a file is fetched whole, and never beyond its bound', async (stand) => {
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
  }, ({ media }) => media !== null),

  defineCheck('secrets stay secret', async (stand) => {
    const shown: string[] = []
    const channels: OpenChannel[] = []
    const open = async (): Promise<OpenChannel> => {
      const channel = await stand.open()
      channels.push(channel)
      return channel
    }
    const quiet = await open()
    const text = stand.sample.text(quiet.saying())
    const requests = [
      quiet.seal(text),
      quiet.seal(text.subarray(1)),
      ...stand.sample.forgeries.map(({ forge }) => forge(quiet.seal(text))),
      ...stand.sample.exchanges.map(({ request }) => request(quiet.site))
    ]
    for (const request of requests) {
      const { headers, body } = await quiet.deliver(request)
      shown.push(inspect(headers), body)
    }
    for (const { answer, path, times } of [...stand.sample.faults, { answer: () => Promise.reject(new TypeError('fetch failed')), path: /^/, times: Infinity }]) {
      const channel = await open()
      channel.interfere(answer, path, times)
      const outcome = await channel.trySend()
      if ('error' in outcome) shown.push(inspect(outcome.error, { depth: 10 }))
      const missing = stand.sample.media?.remote
      const fetching = missing !== undefined && channel.hub.instance.fetchMedia?.(missing, { signal: new AbortController().signal, maxBytes: 1 })
      await Promise.resolve(fetching).catch((error: unknown) => shown.push(inspect(error, { depth: 10 })))
      shown.push(inspect(await channel.hub.instance.health?.()))
    }
    for (const { hub } of channels) shown.push(...hub.logs.map(({ line }) => line))

    const secrets = [...secretsOf(stand.plugin.options, quiet.hub.options), ...channels.flatMap(({ hub }) => hub.tokens.values.map((value) => ({ name: 'the access token', value })))]
    for (const { name, value } of secrets) {
      assert.ok(value.length >= SMALLEST_SECRET, `the sample's value of ${name} is too short to be looked for`)
      for (const form of [value, encodeURIComponent(value), Buffer.from(value).toString('base64')]) {
        const leak = shown.find((text) => text.includes(form))
        assert.equal(leak?.replaceAll(form, '•••'), undefined, `${name} was let out`)
      }
    }
  }),

  defineCheck('it closes, a second time too, and leaves no timer', async (stand) => {
    const watch = new TimerWatch()
    await watch.run(async () => {
      const channel = await stand.open()
      await channel.say()
      await channel.trySend()
      const { instance } = channel.hub
      assert.ok(await settles(channel.hub.close()), 'it does not close')
      await channel.hub.close()
      await instance.close?.()
      // A cleared timer is known as such two turns later.
      await setImmediate()
      await setImmediate()
    })
    assert.deepEqual(watch.left, [], 'timers are left')
  })
]

function secretsOf (schema: Parameters<typeof secretPaths>[0], options: unknown): Array<{ name: string, value: string }> {
  return secretPaths(schema).flatMap((path) => valuesAt(options, path).map((value) => ({ name: `option ${path.join('.')}`, value })))
}

function valuesAt (value: unknown, [key, ...rest]: string[]): string[] {
  if (key === undefined) return typeof value === 'string' ? [value] : []
  if (typeof value !== 'object' || value === null) return []
  const children = key === '*' ? Object.values(value) : [(value as Record<string, unknown>)[key]]
  return children.flatMap((child) => valuesAt(child, rest))
}
