/** What another system sent, read carefully: only what it has of its own counts, and only in the form that is expected. */

/** The value at a path of names, or undefined. */
export function valueAt (value: unknown, ...path: string[]): unknown {
  let found = value
  for (const name of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined
    found = (found as Record<string, unknown>)[name]
  }
  return found
}

/** A text; a number counts as one. Undefined where there is none, or an empty one. */
export function textAt (value: unknown, ...path: string[]): string | undefined {
  const found = valueAt(value, ...path)
  if (typeof found === 'number' && Number.isFinite(found)) return String(found)
  return typeof found === 'string' && found !== '' ? found : undefined
}

/** A list; empty where there is none. */
export function listAt (value: unknown, ...path: string[]): unknown[] {
  const found = valueAt(value, ...path)
  return Array.isArray(found) ? found : []
}

/** A moment, from ISO 8601 text or from milliseconds since 1970. */
export function dateAt (value: unknown, ...path: string[]): Date | undefined {
  const found = valueAt(value, ...path)
  const date = typeof found === 'string' || typeof found === 'number' ? new Date(found) : undefined
  return date === undefined || Number.isNaN(date.getTime()) ? undefined : date
}
