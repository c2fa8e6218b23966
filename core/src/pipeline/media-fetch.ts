import { mediaOf, Rejected, type MediaRef, type MediaStore } from '@kefuhub/contract'
import type { Desk } from '../desk/desk.js'
import type { Outbox, OutboxEntry } from '../outbox/outbox.js'
import type { RetryPolicy } from '../outbox/backoff.js'
import type { MessageDoc } from '../store/message-model.js'
import type { Store } from '../store/store.js'
import type { Channels } from './channels.js'

const QUEUE = 'media'

/** Asks for the files that a message names to be fetched before the platform forgets them. */
export function fetchMediaEntry (message: MessageDoc): OutboxEntry {
  return { id: `media:${message._id}`, queue: QUEUE, payload: { message: message._id }, trace: message.trace }
}

/** Fetches the files of inbound messages into the media store, outside of every lane. */
export function registerMediaFetch (options: { outbox: Outbox, store: Store, desk: Pick<Desk, 'bulletin'>, media: MediaStore, channels: Channels, maxBytes: number, retry: RetryPolicy }): void {
  const { outbox, store, desk, media, channels, maxBytes, retry } = options
  outbox.register(QUEUE, { concurrency: 4, timeoutMs: 60_000, retry }, async (entry, signal) => {
    const message = await store.messages.findById((entry.payload as { message: string }).message).lean<MessageDoc>()
    if (message === null) return
    const { instance } = channels.get(message.channel)
    for (const { path, ref } of mediaOf(message.content)) {
      // One that failed comes again when an operator retries the dead letter.
      if (ref.state === 'stored' || ref.remote === undefined) continue
      const set = async (found: MediaRef): Promise<void> => {
        await store.messages.updateOne({ _id: message._id }, { $set: { [`content.${path}`]: found } })
        desk.bulletin.message(message.conversation, message._id)
      }
      try {
        if (instance.fetchMedia === undefined) throw new Rejected(`Channel '${message.channel}' cannot fetch files`)
        const { content, ...meta } = await instance.fetchMedia(ref.remote, { signal, maxBytes })
        await set({ ...await media.put(content, { ...(ref.name !== undefined && { name: ref.name }), ...meta }), remote: ref.remote })
      } catch (error) {
        const isFinal = (error as { retryable?: boolean }).retryable === false || entry.attempts >= retry.attempts
        if (isFinal) await set({ ...ref, state: 'failed', error: (error as Error).message })
        throw error
      }
    }
  })
}
