import { secretPaths, type TSchema } from '@kefuhub/contract'

/** What stands in place of something that must not be seen. */
export const MASK = '•••'

/** Shorter values are not redacted from free text: they would only make it unreadable. */
const MIN_SECRET_LENGTH = 3
// A password may hold an unencoded @: it ends at the last one before the path.
const URL_PASSWORD = /([a-z][a-z0-9+.-]*:\/\/[^/?#@:\s]*):([^/?#\s]*)@/gi

/** Hides the passwords of all addresses in a text. */
export function maskUrlPassword (text: string): string {
  return text.replace(URL_PASSWORD, `$1:${MASK}@`)
}

function valuesAt (value: unknown, path: readonly string[]): unknown[] {
  const [step, ...rest] = path
  if (step === undefined) return [value]
  if (typeof value !== 'object' || value === null) return []
  const children = step === '*' ? Object.values(value) : Object.hasOwn(value, step) ? [(value as Record<string, unknown>)[step]] : []
  return children.flatMap((child) => valuesAt(child, rest))
}

/** The values that stand where a schema says `secret`. */
export function collectSecrets (schema: TSchema, value: unknown): string[] {
  return secretPaths(schema).flatMap((path) => valuesAt(value, path)).filter((found) => typeof found === 'string')
}

function withDecoded (password: string): string[] {
  try {
    return [password, decodeURIComponent(password)]
  } catch {
    return [password]
  }
}

/** The passwords of all addresses in a tree, as written and decoded. */
export function collectUrlPasswords (value: unknown): string[] {
  if (typeof value === 'string') {
    return [...value.matchAll(URL_PASSWORD)].map((match) => match[2] ?? '').filter((password) => password !== '').flatMap(withDecoded)
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(collectUrlPasswords) : []
}

/**
 * Makes a function that replaces secrets wherever they stand in a text: as they are, encoded for an address, and escaped for JSON.
 * Secrets of fewer than 3 characters are left alone.
 * @param standIn what stands there instead, by default the same for all
 */
export function createRedactor (secrets: readonly string[], standIn: (secret: string) => string = () => MASK): (text: string) => string {
  const forms = new Map(secrets
    .filter((secret) => secret.length >= MIN_SECRET_LENGTH)
    .flatMap((secret) => [JSON.stringify(secret).slice(1, -1), encodeURIComponent(Buffer.from(secret).toString()), secret].map((form) => [form, secret])))
  // A secret may hold another one: the longer goes first.
  const ordered = [...forms.keys()].sort((a, b) => b.length - a.length)
  if (ordered.length === 0) return (text) => text
  const pattern = new RegExp(ordered.map((form) => form.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'), 'g')
  return (text) => text.replace(pattern, (form) => standIn(forms.get(form) ?? form))
}
