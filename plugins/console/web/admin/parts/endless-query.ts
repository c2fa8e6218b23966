import { useInfiniteQuery } from '@tanstack/react-query'
import { api } from '../../api/client.js'
import type { Page } from '../../api/types.js'

/** A list that the hub gives page by page. */
export function useEndless<T> (key: readonly unknown[], path: string) {
  return useInfiniteQuery({
    queryKey: key,
    queryFn: async ({ pageParam, signal }) => await api.get<Page<T>>(path, { query: { cursor: pageParam, limit: 50 }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
    select: ({ pages }) => pages.flatMap(({ items }) => items)
  })
}
