/** Resolves an address that came from the network; undefined unless it is http or https. */
export function toAddress (text: string | undefined, base: URL): string | undefined {
  if (!text) return undefined
  try {
    const url = new URL(text, base)
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : undefined
  } catch {
    return undefined
  }
}
