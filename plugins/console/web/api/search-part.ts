/** What a request asks for besides its path; `undefined` is left out. */
export type SearchPart = Readonly<Record<string, string | number | undefined>>

/** Writes the part of an address behind its path, with the `?`; empty when there is nothing to say. */
export function toSearchPart (query: SearchPart): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) search.set(name, String(value))
  }
  return search.size === 0 ? '' : `?${search.toString()}`
}
