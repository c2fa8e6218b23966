import { isDeepStrictEqual } from 'node:util'

/** Whether a value has all that a part of it names; lists are compared whole. */
export function holds (value: unknown, part: unknown): boolean {
  if (typeof part !== 'object' || part === null || Array.isArray(part)) return isDeepStrictEqual(value, part)
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(part).every(([key, wanted]) => holds((value as Record<string, unknown>)[key], wanted))
}
