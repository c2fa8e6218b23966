import type { FieldValue } from '@kefuhub/contract'
import { Schema } from 'mongoose'

/** A customer as a CRM had them when they were read last. */
export interface CrmRecordDoc {
  id: string
  name?: string
  phones: string[]
  emails: string[]
  url?: string
  fields: Record<string, FieldValue>
  changedAt: Date
}

/** The value of a synced field when both sides last agreed. */
export type SharedValue = FieldValue | string[]

/** What one CRM knows of one contact. */
export interface CrmLinkDoc {
  /** `SOURCE:CONTACT`. */
  _id: string
  source: string
  contact: string
  /** `many`: a person has to say which. `gone`: the record was deleted there. */
  state: 'unknown' | 'linked' | 'none' | 'many' | 'gone'
  crmId?: string
  /** Absent while `linked`: both sides could not be brought in step yet. */
  record?: CrmRecordDoc
  /** When `many`. */
  candidates?: CrmRecordDoc[]
  /** When the CRM was asked last and answered. */
  readAt?: Date
  /** Since when somebody waits for an answer. */
  wantedAt?: Date
  /** By the hub's names of the fields. */
  shared: Record<string, SharedValue>
  /** Who works on it just now, and until when. */
  claim?: string
  claimUntil?: Date
  /** Why the latest try failed; gone with the next one that works. */
  error?: { code: string, message: string, at: Date }
}

/** Schema of `crm-links`. */
export const crmLinkSchema = new Schema<CrmLinkDoc>({
  _id: String,
  source: { type: String, required: true },
  contact: { type: String, required: true },
  state: { type: String, required: true },
  crmId: String,
  record: { type: Schema.Types.Mixed },
  candidates: { type: [Schema.Types.Mixed], default: undefined },
  readAt: Date,
  wantedAt: Date,
  shared: { type: Schema.Types.Mixed, required: true },
  claim: String,
  claimUntil: Date,
  error: { type: Schema.Types.Mixed }
}, { collection: 'crm-links', versionKey: false, strict: 'throw', minimize: false })
crmLinkSchema.index({ contact: 1 })
crmLinkSchema.index({ source: 1, crmId: 1 }, { partialFilterExpression: { crmId: { $exists: true } } })
crmLinkSchema.index({ source: 1, 'error.at': -1 }, { partialFilterExpression: { 'error.at': { $exists: true } } })
