import { useEffect, useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { api } from '../../api/client.js'
import { keys } from '../../api/query.js'
import type { Backfill, Connection } from '../../api/types.js'
import { countDone, isUnderWay, toBackfillState } from './backfill-state.js'
import { addSample, toRate, type Sample } from './rate.js'

const REFRESH_MS = 10_000
/** While somebody may be watching how a back-fill gets on. */
const BUSY_REFRESH_MS = 2000

/** All connected systems, read again and again, more often while a back-fill is under way. */
export function useConnections () {
  return useQuery({
    queryKey: keys.connections,
    queryFn: async ({ signal }) => (await api.get<{ items: Connection[] }>('/connections', { signal })).items,
    refetchInterval: ({ state: { data } }) => data?.some(({ backfill }) => isUnderWay(toBackfillState(backfill))) === true ? BUSY_REFRESH_MS : REFRESH_MS
  })
}

/** How many records a back-fill deals with in a second just now. @param answeredAt when the hub said so, in milliseconds */
export function useRate (backfill: Backfill, answeredAt: number): number | undefined {
  const [samples, setSamples] = useState<readonly Sample[]>([])
  const done = countDone(backfill)
  useEffect(() => { setSamples((known) => addSample(known, { at: answeredAt, done })) }, [answeredAt, done])
  return toRate(samples)
}
