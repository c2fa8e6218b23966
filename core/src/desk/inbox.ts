import type { ConversationState, ConversationView } from '@kefuhub/contract'
import type { ConversationDoc } from '../store/conversation-model.js'
import type { Store } from '../store/store.js'
import { readPage, type Page } from './page.js'
import { toConversationView } from './views.js'

/** A conversation as lists show it. */
export interface InboxItem extends ConversationView {
  contactName: string
}

/** The lists of a console. `all`: what is not closed; `unassigned`: what waits for any agent. */
export type InboxView = 'mine' | 'unassigned' | 'all' | 'closed'

/** Which conversations to list. */
export interface InboxQuery {
  view?: InboxView
  /** Whose `mine` is. */
  agent?: string
  state?: ConversationState
  channel?: string
  contact?: string
  assignee?: string
  group?: string
  tag?: string
  cursor?: string
  limit: number
}

/** How much is in the lists, each counted up to 1000. */
export interface InboxCounts {
  mine: number
  /** Of mine, those in which the customer wrote last. */
  unreadMine: number
  unassigned: number
  all: number
}

const OPEN_STATES = ['bot', 'waiting', 'open'] as const satisfies readonly ConversationState[]
const MAX_COUNTED = 1000

/** Conversations as agents find them. */
export class Inbox {
  readonly #store: Store

  constructor (store: Store) { this.#store = store }

  /** Latest activity first. @throws KH_ERR_API_CURSOR */
  async list (query: InboxQuery): Promise<Page<InboxItem>> {
    const { states, filter } = toFilter(query)
    const page = await readPage<ConversationDoc>(query, 'lastMessageAt', async (condition, sort, limit) => {
      const find = async (state: object) => await this.#store.conversations.find({ ...condition, ...state }).sort(sort).limit(limit).lean<ConversationDoc[]>()
      if (states === undefined) return await find({})
      // One walk along the index for each state, and their heads: a list of states would have to be sorted as a whole.
      const found = await Promise.all(states.map((state) => find({ state })))
      return found.flat().sort(latestFirst).slice(0, limit)
    }, { filter })
    return { ...page, items: await this.describe(page.items) }
  }

  /** The session that the latest message of a thread belongs to. */
  async latestOf (thread: string): Promise<ConversationDoc | undefined> {
    const latest = await this.#store.messages.findOne({ thread }).sort({ at: -1, _id: -1 }).select({ conversation: 1 }).lean()
    return latest?.conversation === undefined ? undefined : await this.#store.conversations.findById(latest.conversation).lean<ConversationDoc>() ?? undefined
  }

  async counts (agent: string | undefined): Promise<InboxCounts> {
    const count = async (filter: object): Promise<number> => await this.#store.conversations.countDocuments(filter).limit(MAX_COUNTED)
    const [mine, ...states] = await Promise.all([
      agent === undefined ? [] : this.#store.conversations.find({ assignee: agent, state: 'open' }).limit(MAX_COUNTED).lean<ConversationDoc[]>(),
      ...OPEN_STATES.map((state) => count({ state }))
    ])
    const [, waiting = 0] = states
    return {
      mine: mine.length,
      unreadMine: mine.filter((doc) => toConversationView(doc).unread).length,
      unassigned: waiting,
      all: Math.min(MAX_COUNTED, states.reduce((sum, number) => sum + number, 0))
    }
  }

  async find (ids: readonly string[]): Promise<InboxItem[]> {
    return await this.describe(await this.#store.conversations.find({ _id: { $in: [...ids] } }).lean<ConversationDoc[]>())
  }

  /** Adds the names of the contacts, read in one go. */
  async describe (docs: readonly ConversationDoc[]): Promise<InboxItem[]> {
    if (docs.length === 0) return []
    const contacts = await this.#store.contacts.find({ _id: { $in: [...new Set(docs.map(({ contact }) => contact))] } }).select({ name: 1 }).lean()
    const names = new Map(contacts.map(({ _id, name }) => [_id, name]))
    return docs.map((doc) => ({ ...toConversationView(doc), contactName: names.get(doc.contact) ?? '' }))
  }

  /** The tags of the latest conversations, the most used first. */
  async recentTags (): Promise<string[]> {
    const found = await this.#store.conversations.find({ lastMessageAt: { $gt: new Date(0) } }).sort({ lastMessageAt: -1, _id: -1 }).limit(MAX_COUNTED).select({ tags: 1 }).lean()
    const uses = new Map<string, number>()
    for (const tag of found.flatMap(({ tags }) => tags)) uses.set(tag, (uses.get(tag) ?? 0) + 1)
    return [...uses].sort(([, one], [, other]) => other - one).slice(0, 100).map(([tag]) => tag)
  }
}

function toFilter ({ view, agent, state, channel, contact, assignee, group, tag }: InboxQuery): { states?: readonly ConversationState[], filter: Record<string, unknown> } {
  const states = state !== undefined ? [state] : view === undefined ? undefined : { mine: ['open'], unassigned: ['waiting'], all: OPEN_STATES, closed: ['closed'] }[view] as ConversationState[]
  const owner = view === 'mine' ? agent : assignee
  return {
    ...(states !== undefined && { states }),
    filter: {
      ...(owner !== undefined && { assignee: owner }),
      ...(channel !== undefined && { channel }),
      ...(contact !== undefined && { contact }),
      ...(group !== undefined && { group }),
      // The second condition lets the partial index answer.
      ...(tag !== undefined && { tags: tag, 'tags.0': { $exists: true } })
    }
  }
}

function latestFirst (one: ConversationDoc, other: ConversationDoc): number {
  return other.lastMessageAt.getTime() - one.lastMessageAt.getTime() || (one._id < other._id ? 1 : -1)
}
