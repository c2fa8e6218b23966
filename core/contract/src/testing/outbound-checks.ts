import assert from 'node:assert/strict'
import { Retryable, Unauthorized } from '../errors.js'
import { definePlatformCheck, type ChannelCheck } from './channel-check.js'
import type { ExpectedCall } from './channel-sample.js'
import { connectionError } from './kit-fetch.js'
import { verdictOf } from './open-channel.js'
import { holds } from './partial.js'
import { hang, isTo, jsonBody, type PlatformCall } from './sample-platform.js'
import { settles } from './settles.js'

/** The hub gives a send this long. */
const SEND_TIMEOUT_MS = 10_000

/** What a channel makes of the hub's messages and the platform's answers. */
export const outboundChecks: readonly ChannelCheck[] = [
  definePlatformCheck('every outbound sample becomes the expected calls', async (stand) => {
    for (const outbound of stand.sample.outbound) {
      const channel = await stand.open()
      const outcome = await channel.trySend(outbound)
      assert.equal(verdictOf(outcome), 'sent', outbound.name)
      assertCalls(outbound.name, channel.platform.calls, outbound.calls)
      if (outbound.externalId !== undefined) assert.deepEqual('result' in outcome && outcome.result.externalId, outbound.externalId, `${outbound.name}: externalId`)
    }
  }),

  definePlatformCheck("the platform's failures become the right verdicts", async (stand) => {
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

  definePlatformCheck('a connection that was never made is tried again', async (stand) => {
    for (const code of ['ECONNREFUSED', 'ENOTFOUND', 'UND_ERR_CONNECT_TIMEOUT']) {
      const channel = await stand.open()
      channel.interfere(() => Promise.reject(connectionError(code)))
      assert.equal(verdictOf(await channel.trySend()), 'retry', code)
    }
  }),

  definePlatformCheck('an answer that got lost leaves the message uncertain', async (stand) => {
    const lost = [connectionError('ECONNRESET'), connectionError('UND_ERR_SOCKET'), new DOMException('The operation was aborted due to timeout', 'TimeoutError')]
    for (const error of lost) {
      const channel = await stand.open()
      channel.interfere(() => Promise.reject(error))
      assert.equal(verdictOf(await channel.trySend()), stand.sample.lostVerdict ?? 'uncertain', String(error.cause ?? error))
    }
  }),

  definePlatformCheck(`no call waits longer than ${SEND_TIMEOUT_MS / 1000} s`, async (stand) => {
    const channel = await stand.open()
    for (const outbound of stand.sample.outbound) await channel.trySend(outbound)
    for (const { url, timeoutMs } of channel.platform.calls) {
      assert.ok(timeoutMs <= SEND_TIMEOUT_MS, `a call to ${url.pathname} may take ${timeoutMs} ms`)
    }
  }),

  definePlatformCheck('a send stops when its signal is aborted', async (stand) => {
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
