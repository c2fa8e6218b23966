import { filtersIn, viewIn } from '../api/list-address.js'
import { VIEWS, type Filters, type View } from '../live/views.js'

const FILTER_NAMES = ['channel', 'tag', 'assignee', 'group', 'state'] as const

/** The tab that an address names; without one the agent's own. */
export function toView (search: string): View {
  return viewIn(search, VIEWS)
}

/** The filters that an address names. */
export function toFilters (search: string): Filters {
  return filtersIn<Filters>(search, FILTER_NAMES)
}

/** The query part of the address of a tab under filters, without its `?`. */
export function toSearch (view: View, filters: Filters): string {
  // The other tabs say the state themselves.
  const set = Object.entries(filters).filter(([name]) => name !== 'state' || view === 'all')
  return new URLSearchParams({ view, ...Object.fromEntries(set) }).toString()
}

/** The address of a conversation, within the console. */
export function toPath (conversation: string): string {
  return `/conversations/${encodeURIComponent(conversation)}`
}

/** The conversation that a path within the console shows. */
export function toConversation (path: string): string | undefined {
  const id = /^\/conversations\/([^/]+)$/.exec(path)?.[1]
  return id === undefined ? undefined : decodeURIComponent(id)
}
