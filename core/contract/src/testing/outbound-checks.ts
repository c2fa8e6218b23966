import assert from 'node:assert/strict'
import { isDeepStrictEqual } from 'node:util'
import { Retryable, Unauthorized } from '../errors.js'
import type { MediaStore } from '../media.js'
import { CONTENT_TYPES, type Content, type ContentType } from '../message.js'
import { defineCheck, type ChannelCheck } from './channel-check.js'
import type { ExpectedCall } from './channel-sample.js'
import { verdictOf } from './channel-stand.js'
import { hang, isTo, jsonBody, type PlatformCall } from './sample-platform.js'
import { settles } from './settles.js'

/** The hub gives a send this long. */
const SEND_TIMEOUT_MS = 10_000

/** What a channel makes of the hub's messages and the platform's answers. */
export const outboundChecks: readonly ChannelCheck[] = [
  defineCheck('every outbound sample becomes the expected calls', async (stand) => {
    for (const outbound of stand.sample.outbound) {
      const channel = await stand.open()
      const outcome = await channel.trySend(outbound)
      assert.equal(verdictOf(outcome), 'sent', outbound.name)
      assertCalls(outbound.name, channel.platform.calls, outbound.calls)
      if (outbound.externalId !== undefined) assert.deepEqual('result' in outcome && outcome.result.externalId, outbound.externalId, `${outbound.name}: externalId`)
    }
  }),

  defineCheck('a type that cannot be sent is rejected without a call', async (stand) => {
    const channel = await stand.open()
    const { out } = stand.plugin.capabilities(channel.hub.options)
    for (const type of CONTENT_TYPES) {
      if (type in out) continue
      const outcome = await channel.trySend({ name: type, content: (media) => exampleOf(type, media), calls: [] })
      assert.equal(verdictOf(outcome), 'rejected', type)
      assert.ok(!channel.platform.calls.some((call) => isTo(call, stand.sample.sendPath)), `${type}: it was sent`)
    }
  }),

  defineCheck("the platform's failures become the right verdicts", async (stand) => {
    for (const { name, path, times, answer, verdict, afterMs } of stand.sample.faults) {
      const channel = await stand.open()
      channel.interfere(answer, path, times)
      const outcome = await channel.trySend()
      assert.equal(verdictOf(outcome), verdict, name)
      if (afterMs === undefined) continue
      const error = 'error' in outcome ? outcome.error : undefined
      assert.ok(error instanceof Retryable || error instanceof Unauthorized, `${name}: this verdict has no afterMs`)
      assert.equal(error.afterMs, afterMs, `${name}: afterMs`)
    }
  }),

  defineCheck('a connection that was never made is tried again', async (stand) => {
    for (const code of ['ECONNREFUSED', 'ENOTFOUND', 'UND_ERR_CONNECT_TIMEOUT']) {
      const channel = await stand.open()
      channel.interfere(() => Promise.reject(connectionError(code)))
      assert.equal(verdictOf(await channel.trySend()), 'retry', code)
    }
  }),

  defineCheck('an answer that got lost leaves the message uncertain', async (stand) => {
    const lost = [connectionError('ECONNRESET'), connectionError('UND_ERR_SOCKET'), new DOMException('The operation was aborted due to timeout', 'TimeoutError')]
    for (const error of lost) {
      const channel = await stand.open()
      channel.interfere(() => Promise.reject(error))
      assert.equal(verdictOf(await channel.trySend()), stand.sample.lostVerdict ?? 'uncertain', String(error.cause ?? error))
    }
  }),

  defineCheck(`no call waits longer than ${SEND_TIMEOUT_MS / 1000} s`, async (stand) => {
    const channel = await stand.open()
    for (const outbound of stand.sample.outbound) await channel.trySend(outbound)
    for (const { url, timeoutMs } of channel.platform.calls) {
      assert.ok(timeoutMs <= SEND_TIMEOUT_MS, `a call to ${url.pathname} may take ${timeoutMs} ms`)
    }
  }),

  defineCheck('a send stops when its signal is aborted', async (stand) => {
    const channel = await stand.open()
    const abort = new AbortController()
    channel.interfere(() => { queueMicrotask(() => abort.abort()); return hang() })
    const sending = channel.trySend(undefined, abort.signal)
    assert.ok(await settles(sending), 'it still waits for the platform')
    assert.notEqual(verdictOf(await sending), 'sent')
  })
]

/** Finds the expected calls among those made, in their order. */
function assertCalls (name: string, made: readonly PlatformCall[], expected: readonly ExpectedCall[]): void {
  let next = 0
  for (const call of made) {
    const wanted = expected[next]
    if (wanted !== undefined && isAsExpected(call, wanted)) next++
  }
  if (next === expected.length) return
  const seen = made.map(({ method, url, body }) => `${method} ${url.pathname} ${body.toString().slice(0, 500)}`).join('\n')
  assert.fail(`${name}: expected ${JSON.stringify(expected[next])}, the calls were\n${seen}`)
}

function isAsExpected (call: PlatformCall, { method, path, body }: ExpectedCall): boolean {
  if (call.method !== method || !isTo(call, path)) return false
  if (body === undefined) return true
  return typeof body === 'function' ? body(call) : holds(jsonBody(call), body)
}

/** Whether a value has all that a part of it names; lists are compared whole. */
function holds (value: unknown, part: unknown): boolean {
  if (typeof part !== 'object' || part === null || Array.isArray(part)) return isDeepStrictEqual(value, part)
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(part).every(([key, wanted]) => holds((value as Record<string, unknown>)[key], wanted))
}

function connectionError (code: string): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(`connection: ${code}`), { code }) })
}

async function exampleOf (type: ContentType, store: MediaStore): Promise<Content> {
  const media = await store.put(Buffer.from('GIF89a'), { name: 'example.gif', mimeType: 'image/gif' })
  const examples: { [T in ContentType]: Extract<Content, { type: T }> } = {
    text: { type: 'text', text: 'hello' },
    image: { type: 'image', media },
    voice: { type: 'voice', media },
    video: { type: 'video', media },
    file: { type: 'file', media, name: 'example.gif' },
    location: { type: 'location', latitude: 31.2, longitude: 121.5 },
    link: { type: 'link', url: 'https://example.org/', title: 'Example' },
    card: { type: 'card', kind: 'example', title: 'Example' },
    event: { type: 'event', name: 'follow' },
    menu: { type: 'menu', text: 'Which?', items: [{ id: '1', label: 'This' }] },
    unsupported: { type: 'unsupported', platformType: 'example' }
  }
  return examples[type]
}
