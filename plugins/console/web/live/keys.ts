import { keys } from '../api/query.js'
import type { TicketFilters, TicketView } from './ticket-views.js'
import type { Filters, View } from './views.js'

/** Under which name a list of conversations is kept. */
export const inboxKey = (view: View, filters: Filters) => [...keys.inbox, view, filters] as const
/** Under which name a list of tickets is kept. */
export const ticketsKey = (view: TicketView, filters: TicketFilters) => [...keys.tickets, view, filters] as const
/** Under which name it is kept whether the customer of a thread types. */
export const typingKey = (thread: string) => ['typing', thread] as const
