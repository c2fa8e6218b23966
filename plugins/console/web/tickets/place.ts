import { useMemo } from 'react'
import { useMatch, useNavigate, useSearchParams } from 'react-router'
import type { TicketFilters, TicketView } from '../live/index.js'
import { toTicketFilters, toTicketPath, toTicketSearch, toTicketView } from './address.js'

/** Where somebody is among the tickets: the list, its filters and the ticket, all of them in the address. */
export interface TicketPlace {
  view: TicketView
  filters: TicketFilters
  ticket: string | undefined
  /** The query part of the address with its `?`, for links to tickets. */
  search: string
  go: (view: TicketView, filters?: TicketFilters) => void
  open: (ticket: string | undefined) => void
}

/** Reads the place from the address. */
export function useTicketPlace (): TicketPlace {
  const ticket = useMatch('/tickets/:id')?.params.id
  const [params] = useSearchParams()
  const navigate = useNavigate()
  const search = params.size === 0 ? '' : `?${params.toString()}`
  return useMemo(() => ({
    view: toTicketView(search),
    filters: toTicketFilters(search),
    ticket,
    search,
    go: (view, filters = {}) => { navigate({ pathname: '/tickets', search: toTicketSearch(view, filters) }, { replace: true }) },
    open: (id) => { navigate({ pathname: id === undefined ? '/tickets' : toTicketPath(id), search }) }
  }), [ticket, search, navigate])
}
