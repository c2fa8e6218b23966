import type { Clock, MessageSummary } from '@kefuhub/contract'
import { errors } from '../errors.js'
import { newId } from '../store/id.js'
import { unlessRaced } from '../store/bulk.js'
import type { ConversationDoc } from '../store/conversation-model.js'
import type { Store } from '../store/store.js'
import type { Bulletin } from './bulletin.js'

/** A message of the customer, as its conversation takes note of it. */
export interface CustomerWrote {
  at: Date
  /** Absent for an event, which nobody has to answer. */
  summary?: MessageSummary
}

/** What a turn changes in a conversation. */
export interface ConversationChange {
  lastMessageAt: Date
  tags: readonly string[]
  /** What was said last in the turn. */
  answer?: MessageSummary
  /** What the customer wrote needs no further answer. */
  isAnswered?: boolean
  /** Set when the bot gave up in this turn. */
  handOver?: { by: string, reason: string }
}

/** Service sessions. */
export class Conversations {
  readonly #store: Store
  readonly #clock: Clock
  readonly #bulletin: Bulletin

  constructor (options: { store: Store, clock: Clock, bulletin: Bulletin }) {
    this.#store = options.store
    this.#clock = options.clock
    this.#bulletin = options.bulletin
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
  async touch (id: string, { at, summary }: CustomerWrote): Promise<ConversationDoc | undefined> {
    return await this.#store.native.conversations.findOneAndUpdate({ _id: id, state: { $ne: 'closed' } }, {
      $max: { lastMessageAt: at, ...(summary !== undefined && { customerWroteAt: at }) },
      ...(summary !== undefined && { $min: { waitingSince: at }, $set: { last: summary } })
    }, { returnDocument: 'after' }) ?? undefined
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

  /** What a turn changes. The state moves only from `bot`: what a human decided stays. */
  async change (id: string, { lastMessageAt, tags, answer, isAnswered = false, handOver }: ConversationChange): Promise<void> {
    await this.#store.native.conversations.updateOne({ _id: id }, {
      $max: { lastMessageAt },
      ...(tags.length > 0 && { $addToSet: { tags: { $each: [...tags] } } }),
      ...(answer !== undefined && { $set: { last: answer } }),
      ...(isAnswered && { $unset: { waitingSince: 1 } })
    })
    if (handOver !== undefined) {
      await this.#store.conversations.updateOne({ _id: id, state: 'bot' }, {
        $set: { state: 'waiting', handedOverBy: handOver.by, handOverReason: handOver.reason }
      })
    }
  }

  /**
   * A human answered: the bot is out from now on. What the customer wrote since the conversation was read is not answered by that.
   * @param conversation as it was read before the answer was stored
   * @param agent who has it from now on, unless somebody else has
   */
  async answered ({ _id, state, assignee, customerWroteAt }: ConversationDoc, at: Date, summary: MessageSummary, agent?: string): Promise<void> {
    const { conversations } = this.#store
    if (state !== 'open') await conversations.updateOne({ _id, state: { $in: ['bot', 'waiting'] } }, { $set: { state: 'open' } })
    if (agent !== undefined && assignee === undefined) await conversations.updateOne({ _id, assignee: { $exists: false } }, { $set: { assignee: agent } })
    const { matchedCount } = await conversations.updateOne({ _id, customerWroteAt: customerWroteAt ?? { $exists: false } },
      { $max: { lastMessageAt: at, readAt: at }, $set: { last: summary }, $unset: { waitingSince: 1 } })
    if (matchedCount === 0) await conversations.updateOne({ _id }, { $max: { lastMessageAt: at } })
    this.#bulletin.conversation(_id)
  }

  /** Gives a conversation that nobody has to an agent. @throws KH_ERR_CONVERSATION_TAKEN, KH_ERR_CONVERSATION_CLOSED, KH_ERR_CONVERSATION_NOT_FOUND */
  async accept (id: string, agent: string): Promise<ConversationDoc> {
    const taken = await this.#store.conversations.findOneAndUpdate(
      { _id: id, state: { $ne: 'closed' }, assignee: { $exists: false } }, { $set: { state: 'open', assignee: agent } }, { returnDocument: 'after', lean: true })
    const conversation = taken ?? await this.#getOpen(id)
    if (conversation.assignee !== agent) throw new errors.KH_ERR_CONVERSATION_TAKEN(id)
    this.#bulletin.conversation(id)
    return conversation
  }

  /** Gives it to an agent, or lets it wait for a group. @throws KH_ERR_CONVERSATION_CLOSED, KH_ERR_CONVERSATION_NOT_FOUND */
  async transfer (id: string, to: { agent: string } | { group: string }): Promise<ConversationDoc> {
    const moved = await this.#store.conversations.findOneAndUpdate({ _id: id, state: { $ne: 'closed' } }, 'agent' in to
      ? { $set: { state: 'open' as const, assignee: to.agent } }
      : { $set: { state: 'waiting' as const, group: to.group }, $min: { waitingSince: new Date(this.#clock.now()) }, $unset: { assignee: 1 } },
    { returnDocument: 'after', lean: true })
    this.#bulletin.conversation(id)
    return moved ?? await this.#getOpen(id)
  }

  /**
   * Ends a session; ending it again changes nothing. The next message of the customer starts a new one.
   * @param by who closed it, as in the audit log
   * @throws KH_ERR_CONVERSATION_NOT_FOUND
   */
  async close (id: string, by: string): Promise<{ conversation: ConversationDoc, isNew: boolean }> {
    const closed = await this.#store.conversations.findOneAndUpdate(
      { _id: id, state: { $ne: 'closed' } },
      { $set: { state: 'closed', closedAt: new Date(this.#clock.now()), closedBy: by, tell: newId() }, $unset: { waitingSince: 1 } },
      { returnDocument: 'after', lean: true }
    )
    const conversation = closed ?? await this.get(id)
    await this.#store.threads.updateOne({ _id: conversation.thread, conversation: id }, { $unset: { conversation: 1 } })
    this.#bulletin.conversation(id)
    return { conversation, isNew: closed !== null }
  }

  /**
   * Takes a closed session up again. The thread is pointed at it first: a customer who writes in between starts a new one.
   * @throws KH_ERR_CONVERSATION_FOLLOWED when the customer has a newer one, KH_ERR_CONVERSATION_NOT_FOUND
   */
  async reopen (id: string, agent: string): Promise<ConversationDoc> {
    const { thread, state } = await this.get(id)
    if (state !== 'closed') return await this.accept(id, agent)
    const free = { _id: thread, $or: [{ conversation: { $exists: false } }, { conversation: id }] }
    const { matchedCount } = await this.#store.threads.updateOne(free, { $set: { conversation: id } })
    if (matchedCount === 0) throw new errors.KH_ERR_CONVERSATION_FOLLOWED(id)
    const conversation = await this.#store.conversations.findOneAndUpdate({ _id: id },
      { $set: { state: 'open', assignee: agent }, $unset: { closedAt: 1, closedBy: 1 } }, { returnDocument: 'after', lean: true }).orFail()
    this.#bulletin.conversation(id)
    return conversation
  }

  /** Replaces the tags. @throws KH_ERR_CONVERSATION_NOT_FOUND */
  async tag (id: string, tags: readonly string[]): Promise<ConversationDoc> {
    const conversation = await this.#store.conversations.findOneAndUpdate({ _id: id }, { $set: { tags: [...new Set(tags)] } }, { returnDocument: 'after', lean: true })
    if (conversation === null) throw new errors.KH_ERR_CONVERSATION_NOT_FOUND(id)
    this.#bulletin.conversation(id)
    return conversation
  }

  /** Agents have looked at it. @throws KH_ERR_CONVERSATION_NOT_FOUND */
  async read (id: string): Promise<void> {
    const { matchedCount } = await this.#store.conversations.updateOne({ _id: id }, { $max: { readAt: new Date(this.#clock.now()) } })
    if (matchedCount === 0) throw new errors.KH_ERR_CONVERSATION_NOT_FOUND(id)
    this.#bulletin.conversation(id)
  }

  async #getOpen (id: string): Promise<ConversationDoc> {
    const conversation = await this.get(id)
    if (conversation.state === 'closed') throw new errors.KH_ERR_CONVERSATION_CLOSED(id)
    return conversation
  }
}
