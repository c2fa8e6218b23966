import type { FieldValue } from '@kefuhub/contract'
import { Schema } from 'mongoose'

/** A customer, over all channels. */
export interface ContactDoc {
  _id: string
  name: string
  /** Pairs of neighbouring characters of the name, by which it is found. */
  terms: string[]
  /** True while the name is an alias that the hub made up. */
  alias: boolean
  language?: string
  /** E.164. */
  phones: string[]
  emails: string[]
  fields: Record<string, FieldValue>
  /** When each part changed last, by its name in the sync: who is newer is asked of these. */
  changed: Record<string, Date>
  tags: string[]
  createdAt: Date
  /** The message that made the hub know them. */
  createdBy: string
  /** A new id with every change that is still to be told. */
  tell?: string
}

/** Schema of `contacts`. */
export const contactSchema = new Schema<ContactDoc>({
  _id: String,
  name: { type: String, required: true },
  terms: [String],
  alias: { type: Boolean, required: true },
  language: String,
  phones: [String],
  emails: [String],
  fields: { type: Schema.Types.Mixed, default: {} },
  changed: { type: Schema.Types.Mixed, default: {} },
  tags: [String],
  createdAt: { type: Date, required: true },
  createdBy: { type: String, required: true },
  tell: String
}, { collection: 'contacts', versionKey: false, strict: 'throw', minimize: false })
contactSchema.index({ createdAt: -1, _id: -1 })
contactSchema.index({ terms: 1 })
contactSchema.index({ phones: 1 }, { partialFilterExpression: { 'phones.0': { $exists: true } } })
contactSchema.index({ emails: 1 }, { partialFilterExpression: { 'emails.0': { $exists: true } } })
contactSchema.index({ tell: 1 }, { partialFilterExpression: { tell: { $exists: true } } })
