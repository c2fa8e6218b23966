import type { Ticket } from '../api/types.js'

/** Which tickets a list is about. `due`: open ones whose time is over within a day or is over; `overdue`: only the latter. */
export type TicketView = 'mine' | 'open' | 'due' | 'overdue' | 'all'
/** All of them, in their order. */
export const TICKET_VIEWS = ['mine', 'open', 'due', 'overdue', 'all'] as const satisfies readonly TicketView[]
/** What a ticket may be to other systems and to the clock, in the order of its life. */
export const TICKET_STATES = ['new', 'in-progress', 'waiting-customer', 'on-hold', 'solved', 'closed'] as const satisfies ReadonlyArray<Ticket['state']>

/** What narrows a list of tickets down. */
export interface TicketFilters {
  state?: Ticket['state']
  type?: string
  group?: string
  assignee?: string
  contact?: string
}

/** Whether somebody still has to do something. */
export function isOpenTicket ({ state }: Pick<Ticket, 'state'>): boolean {
  return state !== 'solved' && state !== 'closed'
}

/** Whether a list is in the order of when time is over; all others have the latest change first. */
export function isByTime (view: TicketView): boolean {
  return view === 'due' || view === 'overdue'
}

/** Whether a ticket is in a list, by the same rules as the hub's. Lists by time change while nobody does anything: only the hub knows those. */
export function isListed (ticket: Ticket, view: TicketView, filters: TicketFilters, me: string): boolean {
  // A state says more than a view.
  const isMeant = view === 'all' || filters.state !== undefined || isOpenTicket(ticket)
  return isMeant && (view !== 'mine' || ticket.assignee === me) &&
    (filters.state === undefined || ticket.state === filters.state) &&
    (filters.type === undefined || ticket.type === filters.type) &&
    (filters.group === undefined || ticket.group === filters.group) &&
    (filters.assignee === undefined || ticket.assignee === filters.assignee) &&
    (filters.contact === undefined || ticket.contact === filters.contact)
}
