import type { MessageDoc } from '../store/message-model.js'
import type { OutboxDoc } from '../store/outbox-model.js'
import type { Store } from '../store/store.js'

/** What a plugin is doing, as the store tells it. */
export interface PluginActivity {
  lastMessageAt?: Date
  lastError?: { at: Date, code: string, reason: string }
  queueDepth: number
}

/** Waiting work is counted up to here. */
const MAX_COUNTED = 10_000
/** The latest dead letters that are looked through for the last error of each plugin. */
const MAX_DEAD = 500

/** Reads what plugins are doing: in a few queries for all of them, each served by an index. */
export class PluginActivityReader {
  readonly #store: Store

  constructor (store: Store) { this.#store = store }

  async read (ids: readonly string[]): Promise<Map<string, PluginActivity>> {
    const { messages, outbox, conversations } = this.#store
    const waiting = { due: { $gt: new Date(0) } }
    const dead = { dead: { $exists: true } }
    const [waitingMessages, waitingWork, deadMessages, deadWork, ...latest] = await Promise.all([
      messages.find(waiting).limit(MAX_COUNTED).select({ channel: 1 }).lean<MessageDoc[]>(),
      outbox.find(waiting).limit(MAX_COUNTED).select({ queue: 1 }).lean<OutboxDoc[]>(),
      messages.find(dead).sort({ dead: -1, _id: -1 }).limit(MAX_DEAD).lean<MessageDoc[]>(),
      outbox.find(dead).sort({ dead: -1, _id: -1 }).limit(MAX_DEAD).lean<OutboxDoc[]>(),
      ...ids.map((channel) => conversations.findOne({ channel }).sort({ lastMessageAt: -1, _id: -1 }).lean())
    ])
    const errors = [
      ...deadMessages.map(({ channel: plugin, dead: at, delivery, turn }) => ({ plugin, at: at as Date, code: delivery?.code ?? 'KH_ERR_TURN_FAILED', reason: delivery?.reason ?? turn?.error ?? '' })),
      ...deadWork.map(({ queue, dead: at, error }) => ({ plugin: pluginOf(queue), at: at as Date, code: error?.code ?? '', reason: error?.message ?? '' }))
    ].sort((one, other) => other.at.getTime() - one.at.getTime())
    const waitingFor = [...waitingMessages.map(({ channel }) => channel), ...waitingWork.map(({ queue }) => pluginOf(queue))]
    return new Map(ids.map((id, index) => {
      const lastMessageAt = latest[index]?.lastMessageAt
      const found = errors.find(({ plugin }) => plugin === id)
      return [id, {
        queueDepth: Math.min(MAX_COUNTED, waitingFor.filter((plugin) => plugin === id).length),
        ...(lastMessageAt !== undefined && { lastMessageAt }),
        ...(found !== undefined && { lastError: { at: found.at, code: found.code, reason: found.reason } })
      }]
    }))
  }
}

/** Whose queue it is: `event:PLUGIN.NAME`, or a queue of the hub's own, which is nobody's. */
function pluginOf (queue: string): string {
  return /^event:([a-z0-9-]+)\./.exec(queue)?.[1] ?? ''
}
