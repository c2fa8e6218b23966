/** Words of letters and digits, as order numbers are: `S00007`, `SAL-ORD-2026-00001`, `4200000012345678`. */
const WORD = /[a-z0-9](?:[a-z0-9_/-]{2,62})[a-z0-9]/gi
const MIN_DIGITS = 4
/** Numbers of one text that are looked for. */
const MAX_NUMBERS = 3

const PHONE = /^(?:86)?1[3-9]\d{9}$/
const DATE = /^\d{4}[-/]\d{1,2}[-/]\d{1,2}$/

/** What may be the number of an order in a customer's text, in the ways in which a system may have it. At most 3. */
export function orderNumbersIn (text: string): string[] {
  const words = [...text.normalize('NFKC').matchAll(WORD)].map(([word]) => word)
    .filter((word) => word.replace(/\D/g, '').length >= MIN_DIGITS && !PHONE.test(word) && !DATE.test(word))
  return [...new Set(words.flatMap((word) => [word, word.toUpperCase()]))].slice(0, MAX_NUMBERS)
}
