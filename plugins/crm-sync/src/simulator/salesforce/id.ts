const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const CHECKS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'

/** The id of a record: the object's prefix, twelve digits to base 62 and three that say which of them are capital letters. */
export function makeId (prefix: string, number: number): string {
  let digits = ''
  for (let rest = number; digits.length < 9; rest = Math.floor(rest / 62)) digits = DIGITS.charAt(rest % 62) + digits
  return toLongId(`${prefix}5g0${digits}`)
}

/** The id with its check digits; undefined for what is none. */
export function normaliseId (text: unknown): string | undefined {
  if (typeof text !== 'string' || !/^[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?$/.test(text)) return undefined
  return toLongId(text.slice(0, 15))
}

function toLongId (short: string): string {
  let suffix = ''
  for (let at = 0; at < 15; at += 5) {
    let bits = 0
    for (let bit = 0; bit < 5; bit++) if (/[A-Z]/.test(short.charAt(at + bit))) bits |= 1 << bit
    suffix += CHECKS.charAt(bits)
  }
  return short + suffix
}
