const LONGEST = 300

/** The fields in which systems say what went wrong, the most telling first. */
const REASONS = ['error_description', 'message', 'detail', 'msg', 'errmsg', 'errorMessage', 'error', 'title', 'reason'] as const

/**
 * A foreign text as it may stand in a message of ours: at most 300 characters, without control characters, e-mail addresses, long
 * numbers (a customer's phone, most likely) and the secrets given.
 */
export function quote (text: string, secrets: readonly string[] = []): string {
  let quoted = text
  for (const secret of secrets) if (secret !== '') quoted = quoted.replaceAll(secret, '•••')
  return quoted
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .replace(/[^\s"'<>/=,;:(]+(@|%40)[\w.-]+/gi, '[e-mail]')
    .replace(/(\+|%2B|\b)\d[\d-]{5,}\d\b/gi, '[number]')
    .trim()
    .slice(0, LONGEST)
}

/** What a system says of its refusal, in one line; empty where it says nothing. @param body parsed JSON @param text the raw answer */
export function reasonOf (body: unknown, text: string, secrets: readonly string[] = []): string {
  const reason = findReason(body, 3)
  if (reason !== undefined) return quote(reason, secrets)
  // A page of HTML is for people with a browser.
  return body !== undefined || /^\s*</.test(text) ? '' : quote(text.slice(0, 4 * LONGEST), secrets)
}

function findReason (value: unknown, depth: number): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value
  if (typeof value !== 'object' || value === null || depth === 0) return undefined
  if (Array.isArray(value)) return findReason(value[0], depth - 1)
  const own = value as Record<string, unknown>
  for (const name of [...REASONS, 'errors', 'data']) {
    const found = Object.hasOwn(own, name) ? findReason(own[name], depth - 1) : undefined
    if (found !== undefined) return found
  }
  return undefined
}
