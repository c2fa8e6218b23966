import type { ConversationView } from '@kefuhub/contract'
import type { Desk } from './desk.js'
import { topicOf } from './topic.js'
import type { Ended, ToHub } from './wire.js'

/** For so long a visitor is asked how a conversation was, in milliseconds. */
const ASKED_FOR_MS = 7 * 86_400_000
/** Messages among which a conversation is looked for. */
const LOOKED_AT = 200

/** What is kept of a visitor's last conversation that ended. */
interface Kept { conversation: string, at: number, isRated: boolean }

/** Tells visitors that their conversation has ended, also those who come back later, and takes how it was. */
export class Endings {
  readonly #hub: Desk['hub']
  readonly #isAsking: boolean

  constructor ({ hub, options }: Pick<Desk, 'hub' | 'options'>) {
    this.#hub = hub
    this.#isAsking = options.rating
  }

  /** Takes note of a conversation that ended; of another channel's it does not. */
  async note ({ id, channel, thread, closedAt, lastMessageAt }: ConversationView): Promise<void> {
    if (channel !== this.#hub.id) return
    const visitor = thread.slice(channel.length + 1)
    const at = (closedAt ?? lastMessageAt).getTime()
    const before = await this.#read(visitor)
    // Events come twice and in any order.
    if (before !== undefined && (before.conversation === id || before.at > at)) return
    const kept = { conversation: id, at, isRated: false }
    await this.#write(visitor, kept)
    this.#hub.live.publish(topicOf(visitor), { kind: 'ended', ended: this.#toEnded(kept) })
  }

  /** The last one that ended. */
  async of (visitor: string): Promise<Ended | undefined> {
    const kept = await this.#read(visitor)
    return kept && this.#toEnded(kept)
  }

  /** Keeps how a conversation was, once. @returns false when it is none of this visitor's, or nobody asks */
  async rate (visitor: string, { conversation, score, comment = '' }: Extract<ToHub, { kind: 'rate' }>): Promise<boolean> {
    const kept = await this.#read(visitor)
    const isLast = kept?.conversation === conversation
    if (!this.#isAsking || !(isLast || await this.#isOwn(visitor, conversation))) return false
    const said = comment.trim()
    const data = { score: String(score), conversation, ...(said !== '' && { comment: said }) }
    await this.#hub.receive({
      eventKey: `${visitor}:rating:${conversation}`,
      sender: { id: visitor },
      sentAt: new Date(this.#hub.clock.now()),
      content: { type: 'event', name: 'rating', data },
      about: conversation,
      raw: data
    })
    if (isLast && !kept.isRated) await this.#write(visitor, { ...kept, isRated: true })
    this.#hub.live.publish(topicOf(visitor), { kind: 'rated', conversation })
    return true
  }

  async #isOwn (visitor: string, conversation: string): Promise<boolean> {
    const { messages } = await this.#hub.history(visitor, { limit: LOOKED_AT })
    return messages.some((message) => message.conversation === conversation)
  }

  #toEnded ({ conversation, at, isRated }: Kept): Ended {
    return { conversation, at, canRate: this.#isAsking && !isRated && this.#hub.clock.now() - at < ASKED_FOR_MS }
  }

  async #read (visitor: string): Promise<Kept | undefined> {
    const kept = await this.#hub.cursors.get(`ended:${visitor}`)
    return kept === undefined ? undefined : JSON.parse(kept) as Kept
  }

  async #write (visitor: string, kept: Kept): Promise<void> {
    await this.#hub.cursors.set(`ended:${visitor}`, JSON.stringify(kept))
  }
}
