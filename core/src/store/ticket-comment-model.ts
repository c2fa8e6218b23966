import type { TicketActor } from '@kefuhub/contract'
import { Schema } from 'mongoose'
import type { TicketFileDoc } from './ticket-model.js'

/** What somebody wrote on a ticket. */
export interface TicketCommentDoc {
  _id: string
  ticket: string
  at: Date
  by: TicketActor
  text: string
  isPublic: boolean
  files: TicketFileDoc[]
  /** Set until the ticket has taken note of it. */
  tell?: true
}

/** Schema of `ticket-comments`. */
export const ticketCommentSchema = new Schema<TicketCommentDoc>({
  _id: String,
  ticket: { type: String, required: true },
  at: { type: Date, required: true },
  by: { type: Schema.Types.Mixed, required: true },
  text: { type: String, required: true },
  isPublic: { type: Boolean, required: true },
  files: [Schema.Types.Mixed],
  tell: Boolean
}, { collection: 'ticket-comments', versionKey: false, strict: 'throw' })
ticketCommentSchema.index({ ticket: 1, at: 1, _id: 1 })
ticketCommentSchema.index({ tell: 1 }, { partialFilterExpression: { tell: { $exists: true } } })
