import type { ConversationState } from '@kefuhub/contract'
import { Schema } from 'mongoose'

/** One service session in a thread. */
export interface ConversationDoc {
  _id: string
  channel: string
  thread: string
  contact: string
  state: ConversationState
  tags: string[]
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
conversationSchema.index({ tell: 1 }, { partialFilterExpression: { tell: { $exists: true } } })
