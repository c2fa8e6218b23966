import { useCallback, useMemo } from 'react'
import { useMatch, useNavigate, useSearchParams } from 'react-router'
import type { Filters, View } from '../live/index.js'
import { toFilters, toPath, toSearch, toView } from './address.js'

/** Where the agent is: the tab, the filters and the conversation, all of them in the address. */
export interface Place {
  view: View
  filters: Filters
  conversation: string | undefined
  /** The query part of the address with its `?`, for links to conversations. */
  search: string
  go: (view: View, filters?: Filters) => void
  open: (conversation: string | undefined) => void
}

/** Reads the place from the address. */
export function usePlace (): Place {
  const id = useMatch('/conversations/:id')?.params.id
  const [params] = useSearchParams()
  const navigate = useNavigate()
  const search = params.size === 0 ? '' : `?${params.toString()}`
  const view = toView(search)
  const filters = useMemo(() => toFilters(search), [search])
  const open = useCallback((conversation: string | undefined) => {
    navigate({ pathname: conversation === undefined ? '/' : toPath(conversation), search })
  }, [navigate, search])
  const go = useCallback((next: View, nextFilters: Filters = {}) => {
    navigate({ pathname: id === undefined ? '/' : toPath(id), search: toSearch(next, nextFilters) }, { replace: true })
  }, [navigate, id])
  return useMemo(() => ({ view, filters, conversation: id, search, go, open }), [view, filters, id, search, go, open])
}
