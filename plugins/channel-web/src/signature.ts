import { createHmac, timingSafeEqual } from 'node:crypto'

/** Signs a text: HMAC-SHA-256, base64url. */
export function sign (key: Buffer | string, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64url')
}

/** Whether a signature, of whatever type and length, is that of the text; in constant time. */
export function isSigned (expected: string, given: unknown): boolean {
  if (typeof given !== 'string') return false
  const [one, other] = [Buffer.from(expected), Buffer.from(given)]
  return one.length === other.length && timingSafeEqual(one, other)
}
