/** A condition of a search, in Odoo's Polish notation. */
export type Domain = unknown[]

/** A text as it stands in a pattern: for itself. */
export function escapePattern (text: string): string { return text.replace(/[\\%_]/g, '\\$&') }

/** Either of the domains. */
export function anyOf (domains: readonly Domain[]): Domain {
  return [...Array.from({ length: Math.max(domains.length - 1, 0) }, () => '|'), ...domains.flat()]
}

/** Partners whose e-mail this is, in any case. @param has whether a field exists */
export function byEmail (email: string, has: (field: string) => boolean): Domain {
  const written: Domain = [['email', '=ilike', escapePattern(email)]]
  return has('email_normalized') ? anyOf([[['email_normalized', '=', email.toLowerCase()]], written]) : written
}

/**
 * Partners who may have this phone, however it is written: the digits in their order, anything between them. Who finds them looks again.
 * @param phone E.164
 */
export function byPhone (phone: string, fields: readonly string[], countryCode: string, has: (field: string) => boolean): Domain {
  const digits = phone.slice(1)
  const national = digits.startsWith(countryCode) ? digits.slice(countryCode.length) : digits
  const pattern = `%${[...national].join('%')}%`
  return anyOf([
    ...(has('phone_sanitized') ? [[['phone_sanitized', '=', phone]]] : []),
    ...fields.map((field) => [[field, '=like', pattern]])
  ])
}

/** A time as Odoo writes it. @param second since 1970 */
export function formatTime (second: number): string { return new Date(second * 1000).toISOString().slice(0, 19).replace('T', ' ') }
