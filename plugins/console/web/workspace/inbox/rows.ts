import type { InfiniteData } from '@tanstack/react-query'
import type { Conversation, Page } from '../../api/types.js'

/** The rows of the list, and where each stands. */
export interface Rows {
  items: Conversation[]
  indexOf: ReadonlyMap<string, number>
}

/** Makes one list of the pages; what moved between two of them while they were read is taken once. */
export function toRows (data: InfiniteData<Page<Conversation>, unknown> | undefined): Rows {
  const items: Conversation[] = []
  const indexOf = new Map<string, number>()
  for (const page of data?.pages ?? []) {
    for (const item of page.items) {
      if (indexOf.has(item.id)) continue
      indexOf.set(item.id, items.length)
      items.push(item)
    }
  }
  return { items, indexOf }
}

/** By how many places the rows on the screen moved, when the rows changed: what most of them did. */
export function toShift (before: Rows, after: Rows, first: number, last: number): number {
  const votes = new Map<number, number>()
  for (let index = first; index <= last; index++) {
    const now = after.indexOf.get(before.items[index]?.id ?? '')
    if (now !== undefined) votes.set(now - index, (votes.get(now - index) ?? 0) + 1)
  }
  return [...votes].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0
}
