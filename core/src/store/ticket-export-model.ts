import { Schema } from 'mongoose'

/** How far one ticket is in one other system. */
export interface TicketExportDoc {
  /** `TARGET:TICKET`. */
  _id: string
  target: string
  ticket: string
  /** Of the ticket as it was written there last. */
  revision: number
  externalId?: string
  /** The comments up to this one are there. */
  commentsTo?: { at: Date, id: string }
  /** Who is writing it there just now, and until when. */
  claim?: string
  claimUntil?: Date
  exportedAt?: Date
  /** How it stood there right after. */
  remote?: { status: string, changedAt: Date }
  /** Why the latest try failed; gone with the next one that works. `isRetried`: somebody has asked for another try since. */
  error?: { code: string, message: string, at: Date, isRetried?: true }
}

/** Schema of `ticket-exports`. */
export const ticketExportSchema = new Schema<TicketExportDoc>({
  _id: String,
  target: { type: String, required: true },
  ticket: { type: String, required: true },
  revision: { type: Number, required: true },
  externalId: String,
  commentsTo: { type: Schema.Types.Mixed },
  claim: String,
  claimUntil: Date,
  exportedAt: Date,
  remote: { type: Schema.Types.Mixed },
  error: { type: Schema.Types.Mixed }
}, { collection: 'ticket-exports', versionKey: false, strict: 'throw' })
ticketExportSchema.index({ ticket: 1 })
ticketExportSchema.index({ target: 1, 'error.at': -1 }, { partialFilterExpression: { 'error.at': { $exists: true } } })
