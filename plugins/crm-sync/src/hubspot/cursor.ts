/** How far the changes have been read. */
export interface Position {
  /** Changes from here on are not read yet, in milliseconds since 1970. */
  fromMs: number
  /** Ids of contacts changed at exactly `fromMs` that are read already. */
  seen: string[]
  /** Reading the contacts changed at exactly `fromMs`, in the order of their ids: the last one read. */
  tieId?: string
  /** When reading came near the present, by HubSpot's clock: what was changed until the search lag before is read for sure. */
  nearMs?: number
  /** Listing archived contacts: the page to read next, empty for the first. */
  archivedAfter?: string
  /** When the list of archived contacts was read last, or the first reading began. */
  archivedMs?: number
  /** When the reading of it that is under way began. */
  archivedStartMs?: number
}

/** A position as the hub keeps it. */
export function toCursor (position: Position): string { return JSON.stringify(position) }

/** The position that a cursor holds; undefined for one that is not ours, as after a change to another system. */
export function fromCursor (cursor: string): Position | undefined {
  try {
    const position = JSON.parse(cursor) as Position | null
    return typeof position?.fromMs === 'number' && Array.isArray(position.seen) ? position : undefined
  } catch {
    return undefined
  }
}
