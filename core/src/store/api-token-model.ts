import { Schema } from 'mongoose'
import type { Role } from './agent-model.js'

/** A key to the REST API. The secret itself is never stored. */
export interface ApiTokenDoc {
  /** The public part of the token. */
  _id: string
  name: string
  role: Role
  /** SHA-256 of the secret part, hex. */
  hash: string
  createdAt: Date
  lastUsedAt?: Date
  revokedAt?: Date
}

/** Schema of `apiTokens`. */
export const apiTokenSchema = new Schema<ApiTokenDoc>({
  _id: String,
  name: { type: String, required: true },
  role: { type: String, required: true },
  hash: { type: String, required: true },
  createdAt: { type: Date, required: true },
  lastUsedAt: Date,
  revokedAt: Date
}, { collection: 'apiTokens', versionKey: false, strict: 'throw' })
apiTokenSchema.index({ createdAt: -1, _id: -1 })
