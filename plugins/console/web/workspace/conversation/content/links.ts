/** A stretch of text, and where it leads when it is an address. */
export interface Stretch { text: string, href?: string }

// Ends before white space, quotes, brackets and what Chinese text puts behind an address.
const ADDRESS = /https?:\/\/[^\s<>"'`{}|\\^\u3000-\u303f\uff00-\uffef\u2018-\u201d]+/gi
const TRAILING = /[.,;:!?)\]]+$/

/** Finds web addresses in a text. Only http and https lead anywhere. */
export function findLinks (text: string): Stretch[] {
  const stretches: Stretch[] = []
  let from = 0
  for (const { 0: found, index } of text.matchAll(ADDRESS)) {
    // A closing bracket belongs to the address only when it was opened in it.
    const address = found.includes('(') ? found.replace(/[.,;:!?]+$/, '') : found.replace(TRAILING, '')
    const href = toHref(address)
    if (href === undefined) continue
    if (index > from) stretches.push({ text: text.slice(from, index) })
    stretches.push({ text: address, href })
    from = index + address.length
  }
  if (from < text.length) stretches.push({ text: text.slice(from) })
  return stretches
}

/** The address when it is one of the web, and nothing else. */
export function toHref (address: string): string | undefined {
  if (!URL.canParse(address)) return undefined
  const { protocol, href } = new URL(address)
  return protocol === 'http:' || protocol === 'https:' ? href : undefined
}
