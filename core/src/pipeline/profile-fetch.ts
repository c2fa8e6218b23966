import type { Profile } from '@kefuhub/contract'
import type { Desk } from '../desk/desk.js'
import type { RetryPolicy } from '../outbox/backoff.js'
import type { Outbox, OutboxEntry } from '../outbox/outbox.js'
import { newId } from '../store/id.js'
import type { MessageDoc } from '../store/message-model.js'
import type { Channels } from './channels.js'

const QUEUE = 'profile'

interface Payload {
  thread: string
  channel: string
  sender: string
  /** Known already; absent: ask the platform. */
  profile?: Profile
}

/** Asks for the profile of a customer who was seen for the first time. */
export function fetchProfileEntry (message: MessageDoc): OutboxEntry {
  const payload: Payload = { thread: message.thread, channel: message.channel, sender: message.sender?.id ?? '' }
  return { id: `profile:${message._id}`, queue: QUEUE, payload, trace: message.trace }
}

/** Takes over a profile that a platform reported, or asks for it anew. */
export function changeProfileEntry (change: Payload): OutboxEntry {
  const id = newId()
  return { id: `profile:${id}`, queue: QUEUE, payload: change, trace: id }
}

/** Reads profiles from platforms, outside of every lane. */
export function registerProfileFetch (options: { outbox: Outbox, desk: Desk, channels: Channels, retry: RetryPolicy }): void {
  const { outbox, desk, channels, retry } = options
  outbox.register(QUEUE, { concurrency: 2, timeoutMs: 20_000, retry }, async (entry) => {
    const { thread, channel, sender, profile } = entry.payload as Payload
    const found = profile ?? await channels.get(channel).instance.profile?.(sender)
    if (found !== undefined) await desk.contacts.applyProfile(thread, found)
  })
}
