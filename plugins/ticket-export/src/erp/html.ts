const MAX_HTML = 100_000
const BREAKS = /^\/?(?:p|div|br|li|tr|h[1-6]|ul|ol|table|blockquote)\b/i
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }

/** What a person reads of markup; at most 100 000 characters of it are looked at. */
export function toText (html: string): string {
  const source = html.slice(0, MAX_HTML)
  let text = ''
  let from = 0
  for (;;) {
    const open = source.indexOf('<', from)
    const close = open < 0 ? -1 : source.indexOf('>', open)
    // A "<" that nothing closes is no tag.
    if (close < 0) break
    text += source.slice(from, open)
    if (BREAKS.test(source.slice(open + 1, open + 12))) text += '\n'
    from = close + 1
  }
  return decode(text + source.slice(from)).replace(/[ \t\r]*\n\s*/g, '\n').trim()
}

/** Plain text as markup that shows it as it is, lines kept. */
export function toHtml (text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`).replace(/\r?\n/g, '<br>')
}

function decode (text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{2,6}));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return Object.hasOwn(ENTITIES, name) ? ENTITIES[name] ?? whole : whole
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ''
  })
}
