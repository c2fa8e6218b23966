import type { Author, Content, DeliveryState } from '@kefuhub/contract'
import { Schema } from 'mongoose'

/**
 * A message of a customer, or one to a customer. `due` is there exactly while the lane has something to do with it, and
 * says from when on: an inbound message waits for its turn, an outgoing one for its delivery.
 */
export interface MessageDoc {
  _id: string
  channel: string
  /** `channel:sender`, the lane. */
  thread: string
  direction: 'in' | 'out'
  /** Order of the thread: the platform's time for inbound, the hub's for outgoing messages. Ties go by `_id`. */
  at: Date
  content: Content
  /** Follows a customer's message through its turn to the answers it caused: the id of that message. */
  trace: string
  due?: Date
  conversation?: string
  contact?: string
  /** Set when the lane gave up on it. */
  dead?: Date
  /** The event that is still to be written to the outbox; set together with the change that it tells of. */
  tell?: 'message.sent' | 'message.failed'

  /** Inbound only. */
  eventKey?: string
  sender?: { id: string, name?: string }
  trigger?: string
  /** The conversation that it is about, open or not. */
  about?: string
  raw?: unknown
  turn?: { attempts: number, error?: string }

  /** Outgoing only. */
  author?: Author
  delivery?: DeliveryDoc
}

/** How far the delivery of an outgoing message got. */
export interface DeliveryDoc {
  state: DeliveryState
  attempts: number
  /** The claim of the lane that is sending it. */
  claim?: string
  /** A process ended while it was sending; the customer may have the message twice. */
  repeated?: true
  code?: string
  reason?: string
  externalId?: string
  sentAt?: Date
}

/** Schema of `messages`. */
export const messageSchema = new Schema<MessageDoc>({
  _id: String,
  channel: { type: String, required: true },
  thread: { type: String, required: true },
  direction: { type: String, required: true },
  at: { type: Date, required: true },
  content: { type: Schema.Types.Mixed, required: true },
  trace: { type: String, required: true },
  due: Date,
  conversation: String,
  contact: String,
  dead: Date,
  tell: String,
  eventKey: String,
  sender: { type: Schema.Types.Mixed },
  trigger: String,
  about: String,
  raw: Schema.Types.Mixed,
  turn: { type: Schema.Types.Mixed },
  author: { type: Schema.Types.Mixed },
  delivery: { type: Schema.Types.Mixed }
}, { collection: 'messages', versionKey: false, strict: 'throw' })

// A platform that repeats a message finds it taken.
messageSchema.index({ channel: 1, eventKey: 1 }, { unique: true, partialFilterExpression: { eventKey: { $exists: true } } })
// The lane's work in its order, and the sweep's. Both hold only what is unfinished and stay small however much is stored.
messageSchema.index({ thread: 1, at: 1, _id: 1 }, { partialFilterExpression: { due: { $exists: true } } })
messageSchema.index({ due: 1 }, { partialFilterExpression: { due: { $exists: true } } })
// What a channel shows its customer of the thread.
messageSchema.index({ thread: 1, at: -1, _id: -1 })
messageSchema.index({ conversation: 1, at: 1, _id: 1 }, { partialFilterExpression: { conversation: { $exists: true } } })
messageSchema.index({ channel: 1, 'delivery.externalId': 1 }, { partialFilterExpression: { 'delivery.externalId': { $exists: true } } })
messageSchema.index({ dead: -1, _id: -1 }, { partialFilterExpression: { dead: { $exists: true } } })
