import { Schema } from 'mongoose'

/** A piece of work for a neighbour: an event for a subscriber, a file to fetch, a profile to read. */
export interface OutboxDoc {
  /** Says what it is, so that writing it again changes nothing. */
  _id: string
  /** The neighbour; each has its own pace. */
  queue: string
  payload: unknown
  trace: string
  createdAt: Date
  attempts: number
  /** From when on it may be taken. While somebody works on it: when they are given up on. Absent once dead. */
  due?: Date
  /** Who works on it. */
  claim?: string
  dead?: Date
  error?: { code: string, message: string }
}

/** Schema of `outbox`. */
export const outboxSchema = new Schema<OutboxDoc>({
  _id: String,
  queue: { type: String, required: true },
  payload: Schema.Types.Mixed,
  trace: { type: String, required: true },
  createdAt: { type: Date, required: true },
  attempts: { type: Number, required: true },
  due: Date,
  claim: String,
  dead: Date,
  error: { type: Schema.Types.Mixed }
}, { collection: 'outbox', versionKey: false, strict: 'throw' })
outboxSchema.index({ queue: 1, due: 1 }, { partialFilterExpression: { due: { $exists: true } } })
outboxSchema.index({ due: 1 }, { partialFilterExpression: { due: { $exists: true } } })
outboxSchema.index({ dead: -1, _id: -1 }, { partialFilterExpression: { dead: { $exists: true } } })
