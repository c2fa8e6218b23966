import { Schema } from 'mongoose'

/** How far a plugin has read. */
export interface CursorDoc {
  /** `plugin:name`. */
  _id: string
  value: string
}

/** Schema of `cursors`. */
export const cursorSchema = new Schema<CursorDoc>({
  _id: String,
  value: { type: String, required: true }
}, { collection: 'cursors', versionKey: false, strict: 'throw' })
