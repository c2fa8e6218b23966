import type { FieldValue, TicketActor, TicketPriority, TicketState } from '@kefuhub/contract'
import { Schema } from 'mongoose'

/** The name of a part of a ticket, as history and events have it. */
export type TicketPart = 'subject' | 'description' | 'status' | 'priority' | 'fields' | 'contact' | 'order' | 'group' | 'assignee' | 'dueAt' | 'messages' | 'files' | 'comments' | 'copies'

/** One change of a ticket. */
export interface TicketStep {
  id: string
  at: Date
  /** Of the ticket after it. */
  revision: number
  by: TicketActor
  /** Set where it is only about the ticket's time. */
  due?: 'soon' | 'over'
  /** Empty: it was created. */
  changes: Array<{ part: TicketPart, from?: string, to?: string }>
}

/** A file of a ticket or of a comment. */
export interface TicketFileDoc { mediaId: string, name: string, mimeType: string, bytes: number }

/** A ticket in another system. */
export interface TicketCopyDoc {
  target: string
  externalId: string
  externalNumber?: string
  url?: string
  status: string
  changedAt: Date
}

/** A matter that somebody looks after until it is settled. */
export interface TicketDoc {
  _id: string
  number: string
  type: string
  subject: string
  description: string
  status: string
  state: TicketState
  priority: TicketPriority
  fields: Record<string, FieldValue>
  contact?: string
  conversation?: string
  messages: string[]
  files: TicketFileDoc[]
  order?: { source: string, id: string, number: string }
  group?: string
  assignee?: string
  dueAt?: Date
  createdBy: TicketActor
  createdAt: Date
  changedAt: Date
  settledAt?: Date
  copies: TicketCopyDoc[]
  /** The latest, oldest first. */
  history: TicketStep[]
  /** Grows with every change; who writes what was read before says which one it was. */
  revision: number
  /** Says what made it, so that the same makes no second one. */
  key?: string
  /** When its time has to be looked at next: before it is over, and when it is. */
  watchAt?: Date
  /** Steps that are still to be told, each written with its change. */
  untold: TicketStep[]
  /** Set while `untold` holds something. */
  tell?: true
}

const part = Schema.Types.Mixed

/** Schema of `tickets`. */
export const ticketSchema = new Schema<TicketDoc>({
  _id: String,
  number: { type: String, required: true },
  type: { type: String, required: true },
  subject: { type: String, required: true },
  description: { type: String, default: '' },
  status: { type: String, required: true },
  state: { type: String, required: true },
  priority: { type: String, required: true },
  fields: { type: part, required: true },
  contact: String,
  conversation: String,
  messages: [String],
  files: [part],
  order: { type: part },
  group: String,
  assignee: String,
  dueAt: Date,
  createdBy: { type: part, required: true },
  createdAt: { type: Date, required: true },
  changedAt: { type: Date, required: true },
  settledAt: Date,
  copies: [part],
  history: [part],
  revision: { type: Number, required: true },
  key: String,
  watchAt: Date,
  untold: [part],
  tell: Boolean
}, { collection: 'tickets', versionKey: false, strict: 'throw', minimize: false })
ticketSchema.index({ number: 1 }, { unique: true })
ticketSchema.index({ key: 1 }, { unique: true, partialFilterExpression: { key: { $exists: true } } })
ticketSchema.index({ changedAt: -1, _id: -1 })
ticketSchema.index({ state: 1, changedAt: -1, _id: -1 })
ticketSchema.index({ state: 1, dueAt: 1, _id: 1 }, { partialFilterExpression: { dueAt: { $exists: true } } })
ticketSchema.index({ type: 1, changedAt: -1, _id: -1 })
ticketSchema.index({ contact: 1, changedAt: -1, _id: -1 }, { partialFilterExpression: { contact: { $exists: true } } })
ticketSchema.index({ conversation: 1, changedAt: -1, _id: -1 }, { partialFilterExpression: { conversation: { $exists: true } } })
ticketSchema.index({ assignee: 1, state: 1, changedAt: -1, _id: -1 }, { partialFilterExpression: { assignee: { $exists: true } } })
ticketSchema.index({ group: 1, state: 1, changedAt: -1, _id: -1 }, { partialFilterExpression: { group: { $exists: true } } })
ticketSchema.index({ 'copies.target': 1, 'copies.externalId': 1 }, { partialFilterExpression: { 'copies.0': { $exists: true } } })
ticketSchema.index({ watchAt: 1 }, { partialFilterExpression: { watchAt: { $exists: true } } })
ticketSchema.index({ tell: 1 }, { partialFilterExpression: { tell: { $exists: true } } })
