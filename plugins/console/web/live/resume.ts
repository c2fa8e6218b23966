import type { Query, QueryClient } from '@tanstack/react-query'
import { keys } from '../api/query.js'
import type { Pages } from './pages.js'

/** Pages of a list that are read again at most; who scrolled further down finds the rest when going there. */
const MAX_PAGES = 10

/** Reads again what is on the screen, after news were missed. */
export function resume (client: QueryClient): void {
  for (const query of client.getQueryCache().findAll()) {
    const [name, , part] = query.queryKey
    if (name === keys.inbox[0] || name === keys.tickets[0] || part === 'messages') {
      // A list that nobody looks at is read anew when somebody does.
      if (query.getObserversCount() === 0) client.removeQueries({ queryKey: query.queryKey, exact: true })
      else shorten(client, query.queryKey)
    }
    if (query.state.fetchStatus === 'fetching' && query.state.data === undefined) readAgainAfter(client, query)
  }
  client.invalidateQueries()
}

/** A first answer that is under way is waited for rather than asked for anew, and may be older than what was missed. */
function readAgainAfter (client: QueryClient, query: Query): void {
  query.promise?.then(() => { client.invalidateQueries({ queryKey: query.queryKey, exact: true }) }, () => {})
}

function shorten (client: QueryClient, queryKey: readonly unknown[]): void {
  client.setQueryData<Pages<unknown>>(queryKey, (data) => data === undefined || data.pages.length <= MAX_PAGES
    ? data
    : { pages: data.pages.slice(0, MAX_PAGES), pageParams: data.pageParams.slice(0, MAX_PAGES) })
}
