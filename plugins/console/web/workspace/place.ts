import { useCallback, useMemo } from 'react'
import { useMatch, useNavigate, useSearchParams } from 'react-router'
import { VIEWS, type Filters, type View } from '../live/index.js'

const FILTER_NAMES = ['channel', 'tag', 'assignee', 'group', 'state'] as const

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
  const view = VIEWS.find((one) => one === params.get('view')) ?? 'mine'
  const filters = useMemo(() => Object.fromEntries(FILTER_NAMES.flatMap((name) => {
    const value = new URLSearchParams(search).get(name)
    return value === null || value === '' ? [] : [[name, value]]
  })) as Filters, [search])
  const open = useCallback((conversation: string | undefined) => {
    navigate({ pathname: conversation === undefined ? '/' : toPath(conversation), search })
  }, [navigate, search])
  const go = useCallback((next: View, nextFilters: Filters = {}) => {
    const set = Object.entries(nextFilters).filter(([name]) => name !== 'state' || next === 'all')
    navigate({
      pathname: id === undefined ? '/' : toPath(id),
      search: new URLSearchParams({ view: next, ...Object.fromEntries(set) as Record<string, string> }).toString()
    }, { replace: true })
  }, [navigate, id])
  return useMemo(() => ({ view, filters, conversation: id, search, go, open }), [view, filters, id, search, go, open])
}

/** The address of a conversation, within the console. */
export function toPath (conversation: string): string {
  return `/conversations/${encodeURIComponent(conversation)}`
}
