const TEXT_ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\b': '\\b', '\f': '\\f' }

/** A text as a value of a query. */
export function quoteText (text: string): string {
  return `'${text.replaceAll('\0', '').replace(/[\\']/g, '\\$&').replace(/[\n\r\t\b\f]/g, (character) => TEXT_ESCAPES[character] ?? '')}'`
}

/** Texts as a list of values. */
export function quoteList (texts: readonly string[]): string { return `(${texts.map(quoteText).join(', ')})` }

/** A text as a phrase of a search: for itself, whatever stands in it. */
export function quotePhrase (text: string): string { return `"${text.replace(/[?&|!{}[\]()^~*:\\"'+-]/g, '\\$&')}"` }

/** A time as queries have it. @param second since 1970 */
export function formatTime (second: number): string { return new Date(second * 1000).toISOString().replace('.000', '') }

/** Whether a text has the shape of an id: only such may stand in a query as one. */
export function isId (text: string): boolean { return /^[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?$/.test(text) }
