import { Schema } from 'mongoose'

/** One customer on one channel instance, and the lane in which all their work runs. */
export interface ThreadDoc {
  /** `channel:sender`. */
  _id: string
  channel: string
  sender: string
  /** The open conversation. */
  conversation?: string
  contact?: string
  /** What the platform still lets us send. Absent: nothing opened the window yet. */
  window?: { trigger: string, until: Date, remaining: number }
  /** Who runs the lane, until when, and whether somebody else came for it meanwhile. */
  lease?: { owner: string, until: Date, isMissed?: true }
  /** Grows with every lease, so that a holder that lost its lease can be told from the present one. */
  fence: number
}

/** Schema of `threads`. */
export const threadSchema = new Schema<ThreadDoc>({
  _id: String,
  channel: { type: String, required: true },
  sender: { type: String, required: true },
  conversation: String,
  contact: String,
  window: { type: Schema.Types.Mixed },
  lease: { type: Schema.Types.Mixed },
  fence: { type: Number, required: true }
}, { collection: 'threads', versionKey: false, strict: 'throw' })
