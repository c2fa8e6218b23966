import { toE164, type ContactQuery } from '@kefuhub/contract'

/** One of the ways in which a customer is looked up. */
export type Way = { by: 'externalId' | 'email' | 'phone', value: string }

/** Longest text that is looked for; nothing that people type as a number or an address is longer. */
export const MAX_SOUGHT = 140

/** The ways that a query offers, in the order in which they are tried. */
export function waysOf ({ externalId, email, phone }: ContactQuery): Way[] {
  const ways: Array<Way | undefined> = [
    way('externalId', externalId),
    way('email', email?.trim().toLowerCase()),
    way('phone', phone)
  ]
  return ways.filter((found) => found !== undefined)
}

/**
 * A pattern for LIKE that finds a phone number however people put blanks and dashes into it; it finds a little too much, so
 * check what comes with {@link hasPhone}. Contains digits and `%` only.
 * @param phone E.164
 */
export function phonePattern (phone: string): string {
  // The last ten digits are the same with and without a country or a trunk zero.
  return `%${phone.replace(/\D/g, '').slice(-10).split('').join('%')}`
}

/** Numbers in E.164; what is none is left out. */
export function toPhones (values: readonly unknown[], countryCode: string): string[] {
  return unique(values.map((value) => typeof value === 'string' ? toE164(value, countryCode) : undefined))
}

/** Addresses in lower case; what is none is left out. */
export function toEmails (values: readonly unknown[]): string[] {
  return unique(values.map((value) => typeof value === 'string' && value.includes('@') ? value.trim().toLowerCase() : undefined))
}

/** The text that is sought as the number of an order, or undefined where no order has such a number. */
export function soughtNumber (number: string): string | undefined {
  const text = number.trim()
  // eslint-disable-next-line no-control-regex
  return text === '' || text.length > MAX_SOUGHT || /[\u0000-\u001f\u007f]/.test(text) ? undefined : text
}

function way (by: Way['by'], value: string | undefined): Way | undefined {
  return value === undefined || value === '' || value.length > MAX_SOUGHT ? undefined : { by, value }
}

function unique (values: ReadonlyArray<string | undefined>): string[] {
  return [...new Set(values.filter((value) => value !== undefined))]
}
