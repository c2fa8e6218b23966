import { clean } from '../tickets/marks.js'

/** The same data with texts that a database can keep: one NUL spoils the whole record. */
export function cleaned<T> (value: T): T {
  if (typeof value === 'string') return clean(value) as T
  if (Array.isArray(value)) return value.map(cleaned) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cleaned(inner)])) as T
}
