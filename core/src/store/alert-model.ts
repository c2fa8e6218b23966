import type { LocalizedText, Severity } from '@kefuhub/contract'
import { Schema } from 'mongoose'

/** Something that is not as it should be until somebody, or time, mends it. */
export interface AlertDoc {
  _id: string
  source: string
  key: string
  severity: Severity
  title: LocalizedText
  reason: string
  raisedAt: Date
  resolvedAt?: Date
  /** `SOURCE\nKEY` while it stands: there is one of each. */
  standing?: string
  /** The event that is still to be told. */
  tell?: 'alert.raised' | 'alert.resolved'
}

/** Schema of `alerts`. */
export const alertSchema = new Schema<AlertDoc>({
  _id: String,
  source: { type: String, required: true },
  key: { type: String, required: true },
  severity: { type: String, required: true },
  title: { type: Schema.Types.Mixed, required: true },
  reason: { type: String, required: true },
  raisedAt: { type: Date, required: true },
  resolvedAt: Date,
  standing: String,
  tell: String
}, { collection: 'alerts', versionKey: false, strict: 'throw' })
alertSchema.index({ standing: 1 }, { unique: true, partialFilterExpression: { standing: { $exists: true } } })
alertSchema.index({ raisedAt: -1, _id: -1 })
alertSchema.index({ tell: 1 }, { partialFilterExpression: { tell: { $exists: true } } })
