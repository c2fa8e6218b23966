import type { Clock, ConversationState, ConversationView } from '@kefuhub/contract'
import { errors } from '../errors.js'
import { newId } from '../store/id.js'
import { unlessRaced } from '../store/bulk.js'
import type { ConversationDoc } from '../store/conversation-model.js'
import type { Store } from '../store/store.js'
import { readPage, type Page } from './page.js'
import { toConversationView } from './views.js'

/** Which conversations to list. */
export interface ConversationQuery {
  state?: ConversationState
  channel?: string
  contact?: string
  cursor?: string
  limit: number
}

/** What a turn changes in a conversation. */
export interface ConversationChange {
  lastMessageAt: Date
  tags: readonly string[]
  /** Set when the bot gave up in this turn. */
  handOver?: { by: string, reason: string }
}

/** Service sessions. */
export class Conversations {
  readonly #store: Store
  readonly #clock: Clock

  constructor (options: { store: Store, clock: Clock }) {
    this.#store = options.store
    this.#clock = options.clock
  }

  /** Writes a new conversation, or finds it when this step ran before. */
  async start (conversation: Omit<ConversationDoc, 'state' | 'tags'>): Promise<ConversationDoc> {
    const { _id, ...rest } = conversation
    return await unlessRaced(() => this.#store.conversations.findOneAndUpdate(
      { _id },
      { $setOnInsert: { ...rest, state: 'bot' as const, tags: [] } },
      { upsert: true, returnDocument: 'after', lean: true }
    ).orFail())
  }

  /** Finds an open session and takes note of a message in it. @returns undefined when it is closed or unknown */
  async touch (id: string, at: Date): Promise<ConversationDoc | undefined> {
    return await this.#store.native.conversations.findOneAndUpdate(
      { _id: id, state: { $ne: 'closed' } }, { $max: { lastMessageAt: at } }, { returnDocument: 'after' }) ?? undefined
  }

  async find (id: string): Promise<ConversationDoc | undefined> {
    return await this.#store.conversations.findById(id).lean<ConversationDoc>() ?? undefined
  }

  /** @throws KH_ERR_CONVERSATION_NOT_FOUND */
  async get (id: string): Promise<ConversationDoc> {
    const conversation = await this.find(id)
    if (conversation === undefined) throw new errors.KH_ERR_CONVERSATION_NOT_FOUND(id)
    return conversation
  }

  /** What a turn or a new message changes. The state moves only from `bot`: what a human decided stays. */
  async change (id: string, change: ConversationChange): Promise<void> {
    await this.#store.native.conversations.updateOne({ _id: id }, {
      $max: { lastMessageAt: change.lastMessageAt },
      ...(change.tags.length > 0 && { $addToSet: { tags: { $each: [...change.tags] } } })
    })
    if (change.handOver !== undefined) {
      await this.#store.conversations.updateOne({ _id: id, state: 'bot' }, {
        $set: { state: 'waiting', handedOverBy: change.handOver.by, handOverReason: change.handOver.reason }
      })
    }
  }

  /** A human took part: the bot is out from now on. */
  async take (id: string, at: Date): Promise<void> {
    await this.#store.conversations.updateOne({ _id: id, state: { $in: ['bot', 'waiting'] } }, { $set: { state: 'open' } })
    await this.#store.conversations.updateOne({ _id: id }, { $max: { lastMessageAt: at } })
  }

  /**
   * Ends a session; ending it again changes nothing. The next message of the customer starts a new one.
   * @param by who closed it, as in the audit log
   * @throws KH_ERR_CONVERSATION_NOT_FOUND
   */
  async close (id: string, by: string): Promise<ConversationView> {
    const closed = await this.#store.conversations.findOneAndUpdate(
      { _id: id, state: { $ne: 'closed' } },
      { $set: { state: 'closed', closedAt: new Date(this.#clock.now()), closedBy: by, tell: newId() } },
      { returnDocument: 'after', lean: true }
    )
    const conversation = closed ?? await this.get(id)
    await this.#store.threads.updateOne({ _id: conversation.thread, conversation: id }, { $unset: { conversation: 1 } })
    return toConversationView(conversation)
  }

  /** Latest activity first. @throws KH_ERR_API_CURSOR */
  async list (query: ConversationQuery): Promise<Page<ConversationView>> {
    const filter = {
      ...(query.state !== undefined && { state: query.state }),
      ...(query.channel !== undefined && { channel: query.channel }),
      ...(query.contact !== undefined && { contact: query.contact })
    }
    const page = await readPage<ConversationDoc>(query, 'lastMessageAt', (condition, sort, limit) =>
      this.#store.conversations.find(condition).sort(sort).limit(limit).lean<ConversationDoc[]>(), { filter })
    return { ...page, items: page.items.map(toConversationView) }
  }
}
