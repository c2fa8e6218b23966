import { useQuery } from '@tanstack/react-query'
import { api } from '../../api/client.js'

/** A list that the hub gives whole. */
export function useList<T> (key: readonly unknown[], path: string, refetchInterval?: number) {
  return useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => (await api.get<{ items: T[] }>(path, { signal })).items,
    ...(refetchInterval !== undefined && { refetchInterval })
  })
}
