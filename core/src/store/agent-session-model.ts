import { Schema } from 'mongoose'

/** A browser in which somebody is signed in. The token itself is never stored. */
export interface AgentSessionDoc {
  /** SHA-256 of the token, hex. */
  _id: string
  agent: string
  createdAt: Date
  /** Moves on while the browser is used. */
  expiresAt: Date
}

/** Schema of `agentSessions`. */
export const agentSessionSchema = new Schema<AgentSessionDoc>({
  _id: String,
  agent: { type: String, required: true },
  createdAt: { type: Date, required: true },
  expiresAt: { type: Date, required: true }
}, { collection: 'agentSessions', versionKey: false, strict: 'throw' })
agentSessionSchema.index({ agent: 1 })
agentSessionSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })
