import type { ConversationState, MessageSummary } from '@kefuhub/contract'
import { Schema } from 'mongoose'

/** One service session in a thread. */
export interface ConversationDoc {
  _id: string
  channel: string
  thread: string
  contact: string
  state: ConversationState
  tags: string[]
  assignee?: string
  group?: string
  last?: MessageSummary
  /** The latest message of the customer, and until when agents have looked. */
  customerWroteAt?: Date
  readAt?: Date
  /** The customer's first message that nobody answered yet. */
  waitingSince?: Date
  startedAt: Date
  /** The message that opened it. */
  startedBy: string
  lastMessageAt: Date
  /** The message at which the bot gave up, and why. */
  handedOverBy?: string
  handOverReason?: string
  closedAt?: Date
  closedBy?: string
  /** Set when it was closed and that is still to be told. */
  tell?: string
}

/** Schema of `conversations`. */
export const conversationSchema = new Schema<ConversationDoc>({
  _id: String,
  channel: { type: String, required: true },
  thread: { type: String, required: true },
  contact: { type: String, required: true },
  state: { type: String, required: true },
  tags: [String],
  assignee: String,
  group: String,
  last: { type: Schema.Types.Mixed },
  customerWroteAt: Date,
  readAt: Date,
  waitingSince: Date,
  startedAt: { type: Date, required: true },
  startedBy: { type: String, required: true },
  lastMessageAt: { type: Date, required: true },
  handedOverBy: String,
  handOverReason: String,
  closedAt: Date,
  closedBy: String,
  tell: String
}, { collection: 'conversations', versionKey: false, strict: 'throw' })
conversationSchema.index({ lastMessageAt: -1, _id: -1 })
conversationSchema.index({ state: 1, lastMessageAt: -1, _id: -1 })
conversationSchema.index({ channel: 1, lastMessageAt: -1, _id: -1 })
conversationSchema.index({ contact: 1, lastMessageAt: -1, _id: -1 })
// Only what somebody took, was tagged or waits for a group is in these.
conversationSchema.index({ assignee: 1, state: 1, lastMessageAt: -1, _id: -1 }, { partialFilterExpression: { assignee: { $exists: true } } })
conversationSchema.index({ group: 1, lastMessageAt: -1, _id: -1 }, { partialFilterExpression: { group: { $exists: true } } })
conversationSchema.index({ tags: 1, lastMessageAt: -1, _id: -1 }, { partialFilterExpression: { 'tags.0': { $exists: true } } })
conversationSchema.index({ tell: 1 }, { partialFilterExpression: { tell: { $exists: true } } })
