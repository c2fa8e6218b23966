import { Schema } from 'mongoose'

/** A platform's access token, shared by all processes. */
export interface AccessTokenDoc {
  /** `plugin:key`. */
  _id: string
  /** Encrypted with the hub's secret. */
  value?: string
  expiresAt?: Date
  /** The fetch that is under way, and until when it is believed to be. */
  fetching?: { claim: string, until: Date }
}

/** Schema of `accessTokens`. */
export const accessTokenSchema = new Schema<AccessTokenDoc>({
  _id: String,
  value: String,
  expiresAt: Date,
  fetching: { type: Schema.Types.Mixed }
}, { collection: 'accessTokens', versionKey: false, strict: 'throw' })
