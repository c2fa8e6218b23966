import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { api } from '../api/client.js'
import { keys } from '../api/query.js'
import type { Page, Ticket, TicketDetail, TicketType } from '../api/types.js'
import { isByTime, ticketsKey, type TicketFilters, type TicketView } from '../live/index.js'
import { ticketsRequest } from './address.js'

/** What is due comes into its list by itself: that one is asked for again so often, in milliseconds. */
const BY_TIME_MS = 60_000

/** The tickets of a list, page by page. */
export function useTickets (view: TicketView, filters: TicketFilters) {
  return useInfiniteQuery({
    queryKey: ticketsKey(view, filters),
    queryFn: async ({ pageParam, signal }) => await api.get<Page<Ticket>>(ticketsRequest(view, filters, Date.now(), pageParam), { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
    // Told live: asked again only when news were missed.
    staleTime: isByTime(view) ? 0 : Infinity,
    refetchInterval: isByTime(view) ? BY_TIME_MS : false
  })
}

/** One ticket. @param id or its number */
export function useTicket (id: string) {
  return useQuery({
    queryKey: keys.ticket(id),
    queryFn: async ({ signal }) => await api.get<TicketDetail>(`/tickets/${encodeURIComponent(id)}`, { signal })
  })
}

const NONE: never[] = []

/** The types of tickets. */
export function useTicketTypes (): readonly TicketType[] {
  const { data } = useQuery({
    queryKey: keys.ticketTypes,
    queryFn: async ({ signal }) => (await api.get<{ items: TicketType[] }>('/ticket-types', { signal })).items,
    staleTime: 300_000
  })
  return data ?? NONE
}
