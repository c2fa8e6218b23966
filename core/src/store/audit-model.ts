import { Schema } from 'mongoose'

/** One line of the audit log. Each holds the hash of the one before, so that a changed or missing line shows. */
export interface AuditDoc {
  /** 1, 2, 3 … without gaps. */
  _id: number
  at: Date
  /** `token:ID`, `agent:ID` or `cli`. */
  actor: string
  /** For example `conversation.close`. */
  action: string
  target: string
  detail?: Record<string, string>
  previous: string
  /** SHA-256 over all fields above, hex. */
  hash: string
}

/** Schema of `audit`. */
export const auditSchema = new Schema<AuditDoc>({
  _id: Number,
  at: { type: Date, required: true },
  actor: { type: String, required: true },
  action: { type: String, required: true },
  target: { type: String, required: true },
  detail: Schema.Types.Mixed,
  previous: { type: String },
  hash: { type: String, required: true }
}, { collection: 'audit', versionKey: false, strict: 'throw' })
