import { useEffect } from 'react'
import { queryClient, keys } from '../api/query.js'
import type { Me } from '../api/types.js'
import { useLive } from '../live/index.js'

/** Follows what is told of whoever is signed in: an administrator changes their role, another tab their presence. */
export function useOwnNews (id: string): void {
  const live = useLive()
  useEffect(() => live.listen((batch) => {
    for (const news of batch) {
      const own = news.kind === 'agents' ? news.items.find((agent) => agent.id === id) : undefined
      if (own !== undefined) queryClient.setQueryData<Me | null>(keys.session, (me) => me && { ...me, ...own })
    }
  }), [id, live])
}
