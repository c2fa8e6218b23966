import { useQuery } from '@tanstack/react-query'
import { api } from '../api/client.js'
import { keys } from '../api/query.js'
import type { ConversationCounts } from '../api/types.js'
import { countsRequest } from '../workspace/requests.js'

/** How many conversations there are in each tab of the inbox, and how many of the agent's own are unread. */
export function useCounts () {
  return useQuery({
    queryKey: keys.counts,
    queryFn: async ({ signal }) => await api.get<ConversationCounts>(countsRequest, { signal }),
    // What others do in lists that this tab does not hold is not told.
    refetchInterval: 60_000
  })
}
