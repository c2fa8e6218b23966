import { filtersIn, viewIn } from '../api/list-address.js'
import { toSearchPart } from '../api/search-part.js'
import { TICKET_VIEWS, type TicketFilters, type TicketView } from '../live/ticket-views.js'

/** What narrows a list down and stands in the address. */
export const TICKET_FILTERS = ['state', 'type', 'group', 'assignee'] as const
const PAGE = 50
/** What is due within this time is due soon, in milliseconds. */
const SOON_MS = 24 * 3_600_000

/** The list that an address names; without one the agent's own. */
export function toTicketView (search: string): TicketView {
  return viewIn(search, TICKET_VIEWS)
}

/** The filters that an address names. */
export function toTicketFilters (search: string): TicketFilters {
  return filtersIn<TicketFilters>(search, TICKET_FILTERS)
}

/** The query part of the address of a list under filters, without its `?`. */
export function toTicketSearch (view: TicketView, filters: TicketFilters): string {
  // Mine are assigned to me already.
  const set = Object.entries(filters).filter(([name]) => name !== 'assignee' || view !== 'mine')
  return new URLSearchParams({ view, ...Object.fromEntries(set) }).toString()
}

/** The address of a ticket within the console. @param ticket its id or its number */
export function toTicketPath (ticket: string): string {
  return `/tickets/${encodeURIComponent(ticket)}`
}

/** Asks for a page of a list. @param nowMs against which time is over */
export function ticketsRequest (view: TicketView, filters: TicketFilters, nowMs: number, cursor?: string): string {
  const which = view === 'mine' || view === 'open'
    ? { view }
    : view === 'all' ? {} : { dueBefore: new Date(view === 'due' ? nowMs + SOON_MS : nowMs).toISOString() }
  return `/tickets${toSearchPart({ ...which, ...filters, cursor, limit: PAGE })}`
}
