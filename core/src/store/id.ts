import { v7 as uuidv7 } from 'uuid'

/** A new id: unique over all processes, sorted by time of making, 36 characters. */
export function newId (): string {
  return uuidv7()
}

/** The smallest id that can have been made at or after a time; for ranges over `_id`. */
export function firstIdAt (timeMs: number): string {
  const hex = Math.max(0, Math.trunc(timeMs)).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7000-8000-000000000000`
}
