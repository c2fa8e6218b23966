import type { OutboxEntry } from '../../outbox/outbox.js'
import { eventEntryId, eventQueue } from '../../pipeline/tell.js'
import type { TicketDoc } from '../../store/ticket-model.js'

/** What somebody asks for who wants a ticket written into another system again. */
export interface RetriedExport { ticket: string, revision: number }

/** Under which names a target gets its work: new tickets, changed ones, and those that somebody wants to be tried again. */
export function exportSubscribers (target: string): Record<'created' | 'changed' | 'retried', string> {
  return { created: `${target}.new-tickets`, changed: `${target}.tickets`, retried: `${target}.retried-tickets` }
}

/** The outbox entry that has a ticket written there again: one a ticket and target, however often it is asked for. */
export function toRetryEntry (target: string, { _id: ticket, revision }: TicketDoc): OutboxEntry {
  const payload: RetriedExport = { ticket, revision }
  return { id: retryEntryId(target, ticket), queue: eventQueue(exportSubscribers(target).retried), payload, trace: ticket }
}

/** Every outbox entry that there may be for writing a ticket there as it stands. */
export function exportEntryIds (target: string, { _id: ticket, history }: TicketDoc): string[] {
  const { created, changed } = exportSubscribers(target)
  return [
    retryEntryId(target, ticket),
    ...history.map(({ id, changes }) => changes.length === 0 ? eventEntryId('ticket.created', id, created) : eventEntryId('ticket.changed', id, changed))
  ]
}

function retryEntryId (target: string, ticket: string): string {
  return `ticket-retry:${ticket}>${exportSubscribers(target).retried}`
}
