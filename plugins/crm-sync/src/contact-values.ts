import { phoneSpellings, toE164 } from '@kefuhub/contract'

/** A phone as the hub keeps it: E.164 where its spelling says enough, else as it stands. */
export function readPhone (text: string, countryCode: string): string { return toE164(text, countryCode) ?? text.trim() }

/** Whether a text is a phone number in one of its spellings, whatever stands between the digits. @param phone E.164 */
export function isSpellingOf (text: string, phone: string, countryCode: string): boolean {
  const digits = text.replace(/\D/g, '')
  return toE164(text, countryCode) === phone || phoneSpellings(phone, countryCode).some((spelling) => spelling.replace('+', '') === digits)
}

/** The e-mail addresses in a text such as `Ann <ann@example.com>, bob@example.com`. */
export function readEmails (text: string): string[] { return [...new Set(text.match(/[^\s<>,;"]+@[^\s<>,;"]+/g) ?? [])] }

/** A text as other systems can keep it: databases refuse NUL. */
export function cleanText (text: string): string { return text.replaceAll('\0', '') }

/**
 * Lays values into fields that hold one each: those that stand in one already stay there, the others go into free fields in order, and
 * fields that are left over are emptied. Values that find no field are dropped.
 * @returns the fields that change
 */
export function placeValues (
  fields: readonly string[], current: (field: string) => string | undefined, values: readonly string[], isSame: (a: string, b: string) => boolean
): Record<string, string | null> {
  const rest = [...values]
  const free: string[] = []
  for (const field of fields) {
    const held = current(field)
    const at = held === undefined ? -1 : rest.findIndex((value) => isSame(value, held))
    if (at === -1) free.push(field)
    else rest.splice(at, 1)
  }
  const changed: Record<string, string | null> = {}
  for (const field of free) {
    const value = rest.shift() ?? null
    if (value !== (current(field) ?? null)) changed[field] = value
  }
  return changed
}
