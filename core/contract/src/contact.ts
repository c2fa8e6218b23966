import type { FieldValue } from './field.js'
import type { Author, Content, ContentType, DeliveryState } from './message.js'

/** What a platform tells of a customer. */
export interface Profile {
  /** Display name; absent where the platform hides it. */
  name?: string
  avatarUrl?: string
  /** BCP 47 tag. */
  language?: string
  /** E.164, where the platform or a signed visitor says it. */
  phones?: string[]
  emails?: string[]
  /** False once the customer can no longer be reached here (unfollowed, blocked). */
  reachable?: boolean
  /**
   * Keys that mean the same person on other channels of this operator, for example a UnionID.
   * Give them only where the operator agreed to merge by them.
   */
  mergeKeys?: string[]
}

/** A customer on one channel instance. */
export interface IdentityView {
  channel: string
  /** The platform's id of the customer. */
  externalId: string
  name?: string
  reachable: boolean
}

/** A customer, over all channels. */
export interface ContactView {
  id: string
  /** Never empty: a generated alias where nobody told a name. */
  name: string
  language?: string
  /** E.164. */
  phones: string[]
  emails: string[]
  /** Fields of the operator's own. */
  fields: Record<string, FieldValue>
  tags: string[]
  identities: IdentityView[]
  createdAt: Date
}

/** Who a conversation waits for. */
export type ConversationState = 'bot' | 'waiting' | 'open' | 'closed'

/** The latest message of a conversation in one line. */
export interface MessageSummary {
  from: 'customer' | Author['kind']
  type: ContentType
  /** At most 120 characters; empty for a file without words. */
  text: string
}

/** One service session in a thread. */
export interface ConversationView {
  id: string
  channel: string
  thread: string
  contact: string
  state: ConversationState
  tags: string[]
  /** Id of the agent who has it. */
  assignee?: string
  /** Id of the group that it waits for. */
  group?: string
  last?: MessageSummary
  /** When the customer wrote what nobody has answered yet. */
  waitingSince?: Date
  /** The customer wrote after the agents last looked. */
  unread: boolean
  /** Why the bot gave up. */
  handOverReason?: string
  startedAt: Date
  lastMessageAt: Date
  closedAt?: Date
}

/** A stored message as plugins and the API see it. */
export interface MessageView {
  id: string
  channel: string
  thread: string
  conversation?: string
  direction: 'in' | 'out'
  at: Date
  content: Content
  author?: Author
  delivery?: {
    state: DeliveryState
    reason?: string
    code?: string
    attempts: number
    /** Set when a process ended while it was sending: the message was sent again, and the customer may have it twice. */
    repeated?: true
  }
}
