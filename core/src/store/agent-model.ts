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
  createdAt: { type: Date, required: true }
}, { collection: 'agents', versionKey: false, strict: 'throw' })
agentSchema.index({ login: 1 }, { unique: true })
