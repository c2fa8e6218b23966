import { isDeepStrictEqual } from 'node:util'
import type { TicketComment, TicketState, TicketView } from '@kefuhub/contract'
import type { TicketCommentDoc } from '../store/ticket-comment-model.js'
import type { TicketDoc, TicketPart, TicketStep } from '../store/ticket-model.js'

/** New values of a ticket; `null` takes one away. */
export type TicketValues = { [K in keyof TicketDoc]?: TicketDoc[K] | null }

const PARTS: readonly TicketPart[] = ['subject', 'description', 'status', 'priority', 'fields', 'contact', 'order', 'group', 'assignee', 'dueAt', 'messages', 'files', 'copies']
/** A history shows so many characters of a value. */
export const MAX_SHOWN = 200

/** Whether nobody has to do anything more. */
export function isSettled (state: TicketState): boolean { return state === 'solved' || state === 'closed' }

/** What really differs, as the history shows it. */
export function toChanges (ticket: TicketDoc, values: TicketValues): TicketStep['changes'] {
  return PARTS.flatMap((part) => {
    const key = part as keyof TicketDoc
    if (!Object.hasOwn(values, key) || isDeepStrictEqual(values[key] ?? undefined, ticket[key])) return []
    const from = show(ticket[key])
    const to = show(values[key])
    return [{ part, ...(from !== undefined && { from }), ...(to !== undefined && { to }) }]
  })
}

function show (value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined
  const text = typeof value === 'string' ? value : value instanceof Date ? value.toISOString() : Array.isArray(value) ? String(value.length) : JSON.stringify(value)
  return text.slice(0, MAX_SHOWN)
}

/** When the time of a ticket has to be looked at next: before it is over, and when it is. */
export function planDue (dueAt: Date, now: Date, soonMs: number): Date {
  const soon = new Date(dueAt.getTime() - soonMs)
  return soon > now ? soon : dueAt
}

/** A stored ticket as plugins and the API see it. */
export function toTicketView (doc: TicketDoc): TicketView {
  return {
    id: doc._id,
    number: doc.number,
    type: doc.type,
    subject: doc.subject,
    description: doc.description,
    status: doc.status,
    state: doc.state,
    priority: doc.priority,
    fields: doc.fields,
    messages: doc.messages,
    createdBy: doc.createdBy,
    createdAt: doc.createdAt,
    changedAt: doc.changedAt,
    copies: doc.copies,
    ...(doc.contact !== undefined && { contact: doc.contact }),
    ...(doc.conversation !== undefined && { conversation: doc.conversation }),
    ...(doc.order !== undefined && { order: doc.order }),
    ...(doc.group !== undefined && { group: doc.group }),
    ...(doc.assignee !== undefined && { assignee: doc.assignee }),
    ...(doc.dueAt !== undefined && { dueAt: doc.dueAt }),
    ...(doc.settledAt !== undefined && { settledAt: doc.settledAt })
  }
}

/** A stored comment as plugins see it. */
export function toTicketComment ({ _id: id, at, by, text, isPublic }: TicketCommentDoc): TicketComment {
  return { id, at, by, text, isPublic }
}
