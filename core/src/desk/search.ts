import type { MessageView } from '@kefuhub/contract'
import type { ConversationDoc } from '../store/conversation-model.js'
import type { MessageDoc } from '../store/message-model.js'
import type { Store } from '../store/store.js'
import type { Inbox, InboxItem } from './inbox.js'
import { termsOf } from './name-terms.js'
import { readPage } from './page.js'
import { toMessageView } from './views.js'

/** A conversation that was found: by a message, or by the name of its contact. */
export interface SearchHit {
  conversation: InboxItem
  message?: MessageView
}

/** What a search found so far. */
export interface SearchPage {
  items: SearchHit[]
  /** Leads on, further into the past. */
  next?: string
  /** Until when back the messages were looked through. */
  searchedTo?: Date
}

/** Conversations that are looked through in one go. */
const STEP = 200
/** Hits after which a search rests. */
const ENOUGH = 20
/** Time after which a search rests, in milliseconds. */
const BUDGET_MS = 700
/** Contacts with such a name. */
const MAX_CONTACTS = 50

/**
 * Looks for conversations by the name of the contact and by what was written. Names are in an index. Texts are looked through
 * from the latest conversation backwards, in steps that each cost little: an index of all words would cost more with every
 * message than searching it is worth.
 */
export class Search {
  readonly #store: Store
  readonly #inbox: Inbox

  constructor (options: { store: Store, inbox: Inbox }) {
    this.#store = options.store
    this.#inbox = options.inbox
  }

  /** @throws KH_ERR_API_CURSOR */
  async find (words: string, cursor?: string): Promise<SearchPage> {
    const named = cursor === undefined ? await this.#byName(words) : []
    const written = await this.#byText(words, cursor)
    return { ...written, items: [...named, ...written.items] }
  }

  async #byName (words: string): Promise<SearchHit[]> {
    const wanted = words.toLowerCase().trim()
    const terms = termsOf(wanted)
    if (terms.length === 0) return []
    const condition = [...wanted].length === 1 ? { terms: { $regex: new RegExp(`^${escape(wanted)}`) } } : { terms: { $all: terms } }
    const contacts = await this.#store.contacts.find(condition).limit(MAX_CONTACTS).lean()
    const ids = contacts.filter(({ name }) => name.toLowerCase().includes(wanted)).map(({ _id }) => _id)
    if (ids.length === 0) return []
    const found = await this.#store.conversations.find({ contact: { $in: ids } }).sort({ lastMessageAt: -1, _id: -1 }).limit(ENOUGH).lean<ConversationDoc[]>()
    return (await this.#inbox.describe(found)).map((conversation) => ({ conversation }))
  }

  async #byText (words: string, start: string | undefined): Promise<SearchPage> {
    const text = new RegExp(escape(words.trim()), 'i')
    const endsAt = performance.now() + BUDGET_MS
    const hits: Array<{ doc: ConversationDoc, message: MessageDoc }> = []
    let cursor = start
    let searchedTo: Date | undefined
    do {
      const page = await readPage<ConversationDoc>({ limit: STEP, ...(cursor !== undefined && { cursor }) }, 'lastMessageAt', (condition, sort, limit) =>
        this.#store.conversations.find({ lastMessageAt: { $gt: new Date(0) }, ...condition }).sort(sort).limit(limit).lean<ConversationDoc[]>())
      const latest = await this.#latestMatch(page.items.map(({ _id }) => _id), text)
      hits.push(...page.items.flatMap((doc) => {
        const message = latest.get(doc._id)
        return message === undefined ? [] : [{ doc, message }]
      }))
      searchedTo = page.items.at(-1)?.lastMessageAt ?? searchedTo
      cursor = page.next
    } while (cursor !== undefined && hits.length < ENOUGH && performance.now() < endsAt)
    const conversations = await this.#inbox.describe(hits.map(({ doc }) => doc))
    return {
      items: conversations.map((conversation, index) => ({ conversation, message: toMessageView((hits[index] as typeof hits[0]).message) })),
      ...(cursor !== undefined && { next: cursor }),
      ...(searchedTo !== undefined && { searchedTo })
    }
  }

  async #latestMatch (conversations: string[], text: RegExp): Promise<Map<string, MessageDoc>> {
    if (conversations.length === 0) return new Map()
    const found = await this.#store.messages.find({ conversation: { $in: conversations }, 'content.text': text }).limit(10 * STEP).lean<MessageDoc[]>()
    found.sort((one, other) => one.at.getTime() - other.at.getTime())
    return new Map(found.map((message) => [message.conversation as string, message]))
  }
}

function escape (text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
