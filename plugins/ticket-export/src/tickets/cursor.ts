import { Rejected } from '@kefuhub/contract'

/** What a cursor of ours holds, as text. */
export function writeCursor (place: object): string { return JSON.stringify(place) }

/** What a cursor held. @throws Rejected for one that another version or another system wrote */
export function readCursor (cursor: string): Record<string, unknown> {
  try {
    const place: unknown = JSON.parse(cursor)
    if (typeof place === 'object' && place !== null) return place as Record<string, unknown>
  } catch {}
  throw new Rejected('The place up to which changes were read cannot be understood; it must be forgotten, and reading starts from now')
}
