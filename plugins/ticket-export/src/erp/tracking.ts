const MAX_NUMBERS = 50
const MAX_URL = 2048

/** Several waybill numbers that stand in one field, each once. */
export function splitNumbers (...texts: readonly unknown[]): string[] {
  const numbers = texts.flatMap((text) => typeof text === 'string' ? text.slice(0, 4096).split(/[\s,;，；、|]+/) : [])
  return [...new Set(numbers.filter((number) => number !== ''))].slice(0, MAX_NUMBERS)
}

/** A text that is an address of a page, or undefined: other kinds of links run things. */
export function webAddress (text: unknown): string | undefined {
  return typeof text === 'string' && text.length <= MAX_URL && /^https?:\/\/[^\s"'<>]+$/i.test(text) && URL.canParse(text) ? text : undefined
}
