import { Rejected } from '@kefuhub/contract'

/** A list that can be read in the order of its changes. */
export interface ChangeList<R> {
  /** Records whose time is `from` or later, by time and then by id. */
  read (from: string, offset: number, limit: number): Promise<R[]>
  /** When a record changed last, in the other system's own text, which sorts as it is. */
  timeOf (row: R): string
  /** Tells a record as it stands from every other. */
  keyOf (row: R): string
  /** A time somewhat before another, from where to read again: records that were committed late appear there. */
  before (time: string): string
}

/** How far a list was read. */
export interface Position {
  /** The latest time that was read. */
  seen: string
  /** Where a pass of several pages stands: how many records of the time were read, and the last of them. */
  at?: [time: string, count: number, last: string]
  /** Where it all began: what is older was never wanted, nor what stood there then. */
  floor?: [time: string, keys: string[]]
}

/** A page of changes. */
export interface ChangePage<R> {
  rows: R[]
  position: Position
  /** Whether the pass goes on. */
  more: boolean
}

const MAX_FLOOR_KEYS = 20
const MAX_TEXT = 200

/** The position from which everything that happens later is news. @param there records that have this time, or a later one, already */
export function beginAt<R> (list: Pick<ChangeList<R>, 'timeOf' | 'keyOf'>, time: string, there: readonly R[]): Position {
  const keys = there.filter((row) => list.timeOf(row) === time).map((row) => list.keyOf(row))
  return { seen: time, floor: [time, keys.slice(0, MAX_FLOOR_KEYS)] }
}

/**
 * Reads the next page. Nothing is left out when records change between two pages: where the last one that was read is not found in its
 * place, everything of that time is read again.
 */
export async function readChanges<R> (list: ChangeList<R>, position: Position, pageSize: number): Promise<ChangePage<R>> {
  const { seen, at, floor } = position
  let [from, count, last] = at ?? [laterOf(list.before(seen), floor?.[0] ?? ''), 0, '']
  const overlap = count > 0 ? 1 : 0
  let read = await list.read(from, count - overlap, pageSize + overlap)
  let isFull = read.length === pageSize + overlap
  if (overlap === 1) {
    const first = read.shift()
    if (first === undefined || list.keyOf(first) !== last) {
      count = 0
      read = await list.read(from, 0, pageSize)
      isFull = read.length === pageSize
    }
  }
  const end = read.at(-1)
  const time = end === undefined ? seen : list.timeOf(end)
  const more = isFull && end !== undefined
  const sameTime = read.filter((row) => list.timeOf(row) === time).length + (time === from ? count : 0)
  if (more) last = list.keyOf(end)
  return {
    rows: read.filter((row) => !(floor?.[0] === list.timeOf(row) && floor[1].includes(list.keyOf(row)))),
    more,
    position: { seen: laterOf(seen, time), ...(more && { at: [time, sameTime, last] }), ...(floor && { floor }) }
  }
}

/** Positions as a cursor. */
export function writeCursor (positions: readonly Position[]): string { return JSON.stringify(positions) }

/** @throws Rejected for a text that this plugin did not write */
export function readCursor (cursor: string, count: number): Position[] {
  let value: unknown
  try {
    value = JSON.parse(cursor)
  } catch {}
  if (Array.isArray(value) && value.length === count && value.every(isPosition)) return value
  throw new Rejected('The cursor is none of this plugin\'s; remove it, and changes are read from now on')
}

function laterOf (one: string, other: string): string { return one > other ? one : other }

function isPosition (value: unknown): value is Position {
  if (typeof value !== 'object' || value === null) return false
  const { seen, at, floor } = value as Record<string, unknown>
  const isAt = at === undefined || (Array.isArray(at) && at.length === 3 && isText(at[0]) && Number.isSafeInteger(at[1]) && at[1] >= 0 && isText(at[2]))
  return isText(seen) && isAt && (floor === undefined || (Array.isArray(floor) && isText(floor[0]) && Array.isArray(floor[1]) && floor[1].every(isText)))
}

function isText (value: unknown): value is string { return typeof value === 'string' && value.length <= MAX_TEXT }
