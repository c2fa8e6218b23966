import { Schema } from 'mongoose'

/** What a person or a program may do. */
export type Role = 'administrator' | 'leader' | 'agent'

/** A person who works in the hub. */
export interface AgentDoc {
  _id: string
  login: string
  name: string
  role: Role
  /** argon2id, in PHC format. */
  passwordHash: string
  mustChangePassword: boolean
  groups: string[]
  /** What the person chose; who has no console open is offline whatever stands here. */
  presence: 'online' | 'busy' | 'away'
  /** When a console of theirs was last known to be open. */
  seenAt?: Date
  disabledAt?: Date
  createdAt: Date
}

/** Schema of `agents`. */
export const agentSchema = new Schema<AgentDoc>({
  _id: String,
  login: { type: String, required: true },
  name: { type: String, required: true },
  role: { type: String, required: true },
  passwordHash: { type: String, required: true },
  mustChangePassword: { type: Boolean, required: true },
  groups: [String],
  presence: { type: String, required: true },
  seenAt: Date,
  disabledAt: Date,
  createdAt: { type: Date, required: true }
}, { collection: 'agents', versionKey: false, strict: 'throw' })
agentSchema.index({ login: 1 }, { unique: true })
agentSchema.index({ createdAt: 1, _id: 1 })
