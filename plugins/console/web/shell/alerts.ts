import { useEffect } from 'react'
import { useQuery } from '@tanstack/react-query'
import { api } from '../api/client.js'
import { keys, queryClient } from '../api/query.js'
import type { Alert } from '../api/types.js'
import { useLive } from '../live/index.js'

/** What is not as it should be now, latest first. */
export function useStandingAlerts () {
  return useQuery({
    queryKey: keys.standingAlerts,
    queryFn: async ({ signal }) => (await api.get<{ items: Alert[] }>('/alerts', { query: { standing: 'true' }, signal })).items,
    // That the reason of an alert has changed is not told.
    refetchInterval: 60_000
  })
}

/** Follows what is told of alerts. What they are about has changed as well. */
export function useAlertNews (): void {
  const live = useLive()
  useEffect(() => live.listen((batch) => {
    const latest = batch.filter((news) => news.kind === 'alerts').at(-1)
    if (latest === undefined) return
    // An answer that is under way is older.
    queryClient.cancelQueries({ queryKey: keys.standingAlerts })
    queryClient.setQueryData<Alert[]>(keys.standingAlerts, latest.items)
    queryClient.invalidateQueries({ queryKey: keys.alertHistory })
    queryClient.invalidateQueries({ queryKey: keys.connections })
  }), [live])
}
