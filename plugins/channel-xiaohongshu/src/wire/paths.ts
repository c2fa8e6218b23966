/** Reads a value by a path of own properties, `a.b.0`; inherited ones do not exist. */
export function valueAt (document: unknown, path: string): unknown {
  let value = document
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Record<string, unknown>)[key]
  }
  return value
}

/** The first of several paths that leads to a text or a number, as text; empty ones and all else count as absent. */
export function textAt (document: unknown, paths: readonly string[] | undefined): string | undefined {
  for (const path of paths ?? []) {
    const value = valueAt(document, path)
    if (typeof value === 'number') return String(value)
    if (typeof value === 'string' && value.trim() !== '') return value
  }
  return undefined
}

/** The same without white space around it: for ids, names and codes. */
export function wordAt (document: unknown, paths: readonly string[] | undefined): string | undefined {
  return textAt(document, paths)?.trim()
}

/** The first of several paths that leads to a finite number, written as one or as text. */
export function numberAt (document: unknown, paths: readonly string[] | undefined): number | undefined {
  const word = wordAt(document, paths)
  return word === undefined || !Number.isFinite(Number(word)) ? undefined : Number(word)
}

/** At most this many UTF-16 units of a text, never half a character. */
export function cut (text: string, maxLength: number): string {
  if (text.length <= maxLength) return text
  const last = text.charCodeAt(maxLength - 1)
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? maxLength - 1 : maxLength)
}

/** Properties to spread: one, or none where the value is undefined. */
export function optional<K extends string, V> (key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : { [key]: value } as { [P in K]: V }
}
