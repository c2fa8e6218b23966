import type { Severity } from '@kefuhub/contract'
import { Schema } from 'mongoose'

/** Something that a target is to be told and was not told yet. */
export interface NoticeDoc {
  /** `TARGET:EVENT`. */
  _id: string
  target: string
  /** The event's name. */
  kind: string
  /** Of the same kind about the same thing are told together. */
  group: string
  severity: Severity
  title: string
  body: string
  url?: string
  at: Date
  /** Not before. */
  due: Date
}

/** Schema of `notices`. */
export const noticeSchema = new Schema<NoticeDoc>({
  _id: String,
  target: { type: String, required: true },
  kind: { type: String, required: true },
  group: { type: String, required: true },
  severity: { type: String, required: true },
  title: { type: String, required: true },
  body: { type: String, required: true },
  url: String,
  at: { type: Date, required: true },
  due: { type: Date, required: true }
}, { collection: 'notices', versionKey: false, strict: 'throw' })
noticeSchema.index({ target: 1, due: 1 })
