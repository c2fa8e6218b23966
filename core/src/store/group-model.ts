import { Schema } from 'mongoose'

/** Agents who can do the same. */
export interface GroupDoc {
  _id: string
  name: string
}

/** Schema of `groups`. */
export const groupSchema = new Schema<GroupDoc>({
  _id: String,
  name: { type: String, required: true }
}, { collection: 'groups', versionKey: false, strict: 'throw' })
groupSchema.index({ name: 1 }, { unique: true })
