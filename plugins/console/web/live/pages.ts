import type { InfiniteData } from '@tanstack/react-query'
import type { Page } from '../api/types.js'

/** The pages of a list that were read so far. */
export type Pages<T> = InfiniteData<Page<T>, string | undefined>

/** Where something stands in a list that is sorted by a time and then by id, the latest first. Negative: `a` comes before `b`. */
export function compareLatest (a: { time: string, id: string }, b: { time: string, id: string }): number {
  if (a.time !== b.time) return a.time > b.time ? -1 : 1
  if (a.id === b.id) return 0
  return a.id > b.id ? -1 : 1
}

/** How items of a list are told apart and sorted. */
export interface Order<T> {
  timeOf: (item: T) => string
  belongs: (item: T) => boolean
}

/**
 * Puts new and changed items into a sorted list, the latest first. Items that do not belong any more are taken out; items that
 * lie beyond the last page read are left for that page. Pages that did not change stay the same objects.
 */
export function mergeLatest<T extends { id: string }> (data: Pages<T>, news: readonly T[], order: Order<T>): Pages<T> {
  if (news.length === 0) return data
  const byId = new Map(news.map((item) => [item.id, item]))
  const placed = new Set<string>()
  let hasChanged = false
  const pages = data.pages.map((page) => {
    if (!page.items.some((item) => byId.has(item.id))) return page
    hasChanged = true
    return {
      ...page,
      items: page.items.flatMap((item) => {
        const changed = byId.get(item.id)
        if (changed === undefined) return [item]
        // What keeps its place is changed where it stands, once: an item that moved while pages were read may be on two of them.
        if (placed.has(item.id) || !order.belongs(changed) || order.timeOf(changed) !== order.timeOf(item)) return []
        placed.add(item.id)
        return [changed]
      })
    }
  })
  for (const item of byId.values()) {
    if (placed.has(item.id) || !order.belongs(item)) continue
    hasChanged = insert(pages, item, order) || hasChanged
  }
  return hasChanged ? { ...data, pages } : data
}

function insert<T extends { id: string }> (pages: Array<Page<T>>, item: T, { timeOf }: Order<T>): boolean {
  const key = { time: timeOf(item), id: item.id }
  for (let index = 0; index < pages.length; index++) {
    const page = pages[index] as Page<T>
    const isLast = index === pages.length - 1
    const place = page.items.findIndex((other) => compareLatest(key, { time: timeOf(other), id: other.id }) <= 0)
    if (place === -1 && !(isLast && page.next === undefined)) continue
    pages[index] = { ...page, items: place === -1 ? [...page.items, item] : [...page.items.slice(0, place), item, ...page.items.slice(place)] }
    return true
  }
  return false
}
