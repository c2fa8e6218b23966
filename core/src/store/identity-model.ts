import { Schema } from 'mongoose'

/** Who a contact is on one channel instance. */
export interface IdentityDoc {
  /** `channel:externalId`, the same as the thread's. */
  _id: string
  channel: string
  externalId: string
  contact: string
  name?: string
  avatarUrl?: string
  reachable: boolean
  /** Keys that mean the same person elsewhere, with the operator's consent. */
  mergeKeys?: string[]
}

/** Schema of `identities`. */
export const identitySchema = new Schema<IdentityDoc>({
  _id: String,
  channel: { type: String, required: true },
  externalId: { type: String, required: true },
  contact: { type: String, required: true },
  name: String,
  avatarUrl: String,
  reachable: { type: Boolean, required: true },
  mergeKeys: { type: [String], default: undefined }
}, { collection: 'identities', versionKey: false, strict: 'throw' })
identitySchema.index({ contact: 1 })
identitySchema.index({ mergeKeys: 1 }, { sparse: true })
