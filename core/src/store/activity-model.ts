import { Schema } from 'mongoose'

/** What kinds of things agents do in a conversation that others of them should see. */
export type ActivityKind = 'note' | 'accepted' | 'assigned' | 'transferred' | 'closed' | 'reopened'

/** A note, or something that an agent did, in a conversation. Customers never see any of it. */
export interface ActivityDoc {
  _id: string
  conversation: string
  contact: string
  at: Date
  kind: ActivityKind
  /** Who did it, as in the audit log, and their name then. */
  by: string
  byName: string
  /** Of a note or a transfer. */
  text?: string
  /** To whom it was transferred. */
  agent?: string
  group?: string
}

/** Schema of `activities`. */
export const activitySchema = new Schema<ActivityDoc>({
  _id: String,
  conversation: { type: String, required: true },
  contact: { type: String, required: true },
  at: { type: Date, required: true },
  kind: { type: String, required: true },
  by: { type: String, required: true },
  byName: { type: String, required: true },
  text: String,
  agent: String,
  group: String
}, { collection: 'activities', versionKey: false, strict: 'throw' })
activitySchema.index({ conversation: 1, at: -1, _id: -1 })
activitySchema.index({ contact: 1, kind: 1, at: -1, _id: -1 })
