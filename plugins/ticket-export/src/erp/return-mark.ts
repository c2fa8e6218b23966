import { createHash } from 'node:crypto'

/** A mark that stands in the other system for a return of the hub's. @param key the same in every attempt */
export function markOfReturn (key: string): string {
  return `hub-r-${createHash('sha256').update(key).digest('hex').slice(0, 24)}`
}

/** Whether a text carries the mark of any return. */
export function hasReturnMark (text: string): boolean { return /hub-r-[0-9a-f]{24}/.test(text) }
