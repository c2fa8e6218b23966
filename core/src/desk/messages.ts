import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { Author, ChannelCapabilities, Clock, Content, MessageView, ThreadPage, ThreadPlace } from '@kefuhub/contract'
import { errors } from '../errors.js'
import { insertMessages } from '../store/bulk.js'
import { newId } from '../store/id.js'
import type { ConversationDoc } from '../store/conversation-model.js'
import type { MessageDoc } from '../store/message-model.js'
import type { Store } from '../store/store.js'
import type { Bulletin } from './bulletin.js'
import type { Conversations } from './conversations.js'
import { checkSendable, toOutgoing } from './outgoing.js'
import { readPage, type Page } from './page.js'
import { summarize } from './summary.js'
import { toMessageView } from './views.js'

/** A message that somebody wants to send in a conversation. */
export interface NewMessage {
  conversation: ConversationDoc
  content: Content
  author: Author
  /** The person, where one wrote it: the conversation is theirs from now on, unless it is somebody else's. */
  agent?: string
  capabilities: ChannelCapabilities
  /** The same key again gives the message of the first time. */
  idempotencyKey?: string
  /** Of the message, where it says itself what it is; it is then stored once, whichever conversation it is for. */
  id?: string
  /** The hub itself may write after the end of a session. */
  mayBeClosed?: boolean
}

/** The messages of all threads. */
export class Messages {
  readonly #store: Store
  readonly #conversations: Conversations
  readonly #bulletin: Bulletin
  readonly #clock: Clock

  constructor (options: { store: Store, conversations: Conversations, bulletin: Bulletin, clock: Clock }) {
    this.#store = options.store
    this.#conversations = options.conversations
    this.#bulletin = options.bulletin
    this.#clock = options.clock
  }

  /** @throws KH_ERR_MESSAGE_NOT_FOUND */
  async get (id: string): Promise<MessageDoc> {
    const message = await this.#store.messages.findById(id).lean<MessageDoc>()
    if (message === null) throw new errors.KH_ERR_MESSAGE_NOT_FOUND(id)
    return message
  }

  /** The messages of a conversation before one of them, latest last. Many may have the same time: platforms count seconds. */
  async history (conversation: string, before: Pick<MessageDoc, '_id' | 'at'>, limit: number): Promise<MessageView[]> {
    const { at, _id } = before
    const found = await this.#store.messages.find({ conversation, at: { $lte: at }, $or: [{ at: { $lt: at } }, { at, _id: { $lt: _id } }] })
      .sort({ at: -1, _id: -1 }).limit(limit).lean<MessageDoc[]>()
    return found.reverse().map(toMessageView)
  }

  /** A stretch of a thread, oldest first: what follows a place, what stands before one, or the latest. */
  async readThread (thread: string, { after, before, limit }: { after?: ThreadPlace, before?: ThreadPlace, limit: number }): Promise<ThreadPage> {
    const direction = after === undefined ? -1 : 1
    const found = await this.#store.native.messages
      .find({ thread, ...(after !== undefined && beyond('$gt', '$gte', after)), ...(before !== undefined && beyond('$lt', '$lte', before)) })
      .sort({ at: direction, _id: direction }).limit(limit + 1).toArray()
    const hasMore = found.length > limit
    const messages = found.slice(0, limit).map((doc) => ({ ...toMessageView(doc), ...(doc.eventKey !== undefined && { eventKey: doc.eventKey }) }))
    return { messages: after === undefined ? messages.reverse() : messages, hasMore }
  }

  /** @throws KH_ERR_API_CURSOR */
  async list (query: { conversation: string, order?: 'oldest' | 'newest', cursor?: string, limit: number }): Promise<Page<MessageView>> {
    const page = await readPage<MessageDoc>(query, 'at', (filter, sort, limit) =>
      this.#store.messages.find(filter).sort(sort).limit(limit).lean<MessageDoc[]>(), { filter: { conversation: query.conversation }, direction: query.order === 'newest' ? -1 : 1 })
    return { ...page, items: page.items.map(toMessageView) }
  }

  async find (ids: readonly string[]): Promise<MessageView[]> {
    return (await this.#store.messages.find({ _id: { $in: [...ids] } }).lean<MessageDoc[]>()).map(toMessageView)
  }

  /**
   * Stores a message as due; its lane delivers it.
   * @returns its parts: more than one where the channel cannot take the text whole
   * @throws KH_ERR_CONVERSATION_CLOSED, KH_ERR_DELIVERY_UNSUPPORTED, KH_ERR_DELIVERY_TOO_LARGE, KH_ERR_API_KEY_REUSED
   */
  async enqueue ({ conversation, content, author, agent, capabilities, idempotencyKey, id, mayBeClosed = false }: NewMessage): Promise<MessageView[]> {
    if (conversation.state === 'closed' && !mayBeClosed) throw new errors.KH_ERR_CONVERSATION_CLOSED(conversation._id)
    checkSendable(conversation.channel, content, capabilities)
    const idBase = idempotencyKey === undefined
      ? id ?? newId()
      : `${conversation._id}-${createHash('sha256').update(idempotencyKey).digest('hex').slice(0, 24)}`
    // After what it answers, however the clocks of the hub and of the platform differ: at the same time the ids would decide.
    const at = new Date(Math.max(this.#clock.now(), conversation.lastMessageAt.getTime() + 1))
    const docs = toOutgoing({
      idBase,
      channel: conversation.channel,
      thread: conversation.thread,
      conversation: conversation._id,
      contact: conversation.contact,
      author,
      at,
      trace: idBase
    }, content, capabilities)
    if (idempotencyKey !== undefined) await this.#refuseOther(docs, conversation._id)
    const { size: repeated } = await insertMessages(this.#store, docs)
    if (author.kind === 'agent') await this.#conversations.answered(conversation, at, summarize('agent', content), agent)
    for (const { _id } of docs) this.#bulletin.message(conversation._id, _id)
    if (repeated === 0) return docs.map(toMessageView)
    return (await this.#store.messages.find({ _id: { $in: docs.map((doc) => doc._id) } }).sort({ _id: 1 }).lean<MessageDoc[]>()).map(toMessageView)
  }

  /** A key that sent one message must not add parts of another. Parts that a crash left out may follow. */
  async #refuseOther (docs: readonly MessageDoc[], conversation: string): Promise<void> {
    const found = await this.#store.messages.find({ _id: { $in: docs.map((doc) => doc._id) } }).lean<MessageDoc[]>()
    const isSame = found.every((message) => isDeepStrictEqual(message.content, docs.find((doc) => doc._id === message._id)?.content))
    if (!isSame) throw new errors.KH_ERR_API_KEY_REUSED(conversation)
  }
}

/** What lies beyond a place, in a form whose first condition an index answers. */
function beyond (side: '$gt' | '$lt', sideOrHere: '$gte' | '$lte', { at, id }: ThreadPlace): object {
  return { at: { [sideOrHere]: at }, $or: [{ at: { [side]: at } }, { at, _id: { [side]: id } }] }
}
