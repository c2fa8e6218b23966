import { Schema } from 'mongoose'

/** A text that agents send often. */
export interface QuickReplyDoc {
  _id: string
  /** What is typed after the slash. */
  shortcut: string
  text: string
}

/** Schema of `quickReplies`. */
export const quickReplySchema = new Schema<QuickReplyDoc>({
  _id: String,
  shortcut: { type: String, required: true },
  text: { type: String, required: true }
}, { collection: 'quickReplies', versionKey: false, strict: 'throw' })
quickReplySchema.index({ shortcut: 1 }, { unique: true })
