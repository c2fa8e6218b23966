import assert from 'node:assert/strict'
import type { FetchedMedia } from '../channel.js'
import { isDeliveryError } from '../errors.js'
import { definePlatformCheck, type ChannelCheck } from './channel-check.js'
import type { PlatformChannel } from './channel-stand.js'
import { connectionError } from './kit-fetch.js'
import { hang } from './sample-platform.js'
import { settles } from './settles.js'

const MAX_BYTES = 65_536

/** What a channel makes of files that it cannot fetch just now. */
export const fileChecks: readonly ChannelCheck[] = [
  definePlatformCheck('a file that cannot be fetched now is tried again', async (stand) => {
    for (const error of [connectionError('ECONNREFUSED'), connectionError('ECONNRESET'), new DOMException('The operation was aborted due to timeout', 'TimeoutError')]) {
      const channel = await stand.open()
      channel.platform.interfere = () => Promise.reject(error)
      const failure: unknown = await fetchFile(channel).then(() => undefined, (thrown: unknown) => thrown)
      assert.equal(isDeliveryError(failure) && failure.verdict, 'retry', `${String(error.cause ?? error)} became ${String(failure)}`)
    }
  }, ({ media }) => media !== null),

  definePlatformCheck('a file that breaks off is tried again', async (stand) => {
    const channel = await stand.open()
    channel.platform.interfere = (call) => stand.sample.media?.answer(brokenOff(), call)
    const failure: unknown = await fetchFile(channel).then(() => undefined, (thrown: unknown) => thrown)
    assert.equal(isDeliveryError(failure) && failure.verdict, 'retry', `it became ${String(failure)}`)
  }, ({ media }) => media !== null),

  definePlatformCheck('fetching a file stops when its signal is aborted', async (stand) => {
    const channel = await stand.open()
    // Whoever waits for a token waits for others too; with one, it is the file alone.
    await channel.trySend()
    const abort = new AbortController()
    channel.platform.interfere = () => { queueMicrotask(() => abort.abort()); return hang() }
    const fetching = fetchFile(channel, abort.signal)
    assert.ok(await settles(fetching), 'it still waits for the platform')
    await assert.rejects(fetching, 'it has a file')
  }, ({ media }) => media !== null)
]

async function fetchFile ({ hub, sample }: PlatformChannel, signal = new AbortController().signal): Promise<FetchedMedia> {
  const { fetchMedia } = hub.instance
  assert.ok(fetchMedia !== undefined, 'there is no fetchMedia')
  return await fetchMedia.call(hub.instance, sample.media?.remote ?? '', { signal, maxBytes: MAX_BYTES })
}

function brokenOff (): ReadableStream<Uint8Array> {
  let chunks = 0
  return new ReadableStream({
    pull (controller) {
      if (chunks++ === 0) controller.enqueue(new Uint8Array(1024))
      else controller.error(connectionError('UND_ERR_SOCKET'))
    }
  })
}
