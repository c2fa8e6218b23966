import { hash, timingSafeEqual } from 'node:crypto'

/**
 * Signs with the platform's rule: the parts sorted by byte value and joined, SHA-1, lower-case hex.
 * @see WeChat Official Account, URL verification and msg_signature
 */
export function sign (...parts: string[]): string {
  // The default order compares code units, which is byte order for the ASCII that all parts are.
  return hash('sha1', parts.sort().join(''), 'hex')
}

/** Tells in constant time whether a signature as it came from outside is the right one for the parts. */
export function isSignedBy (signature: unknown, ...parts: string[]): boolean {
  if (typeof signature !== 'string') return false
  const given = Buffer.from(signature)
  const right = Buffer.from(sign(...parts))
  return given.length === right.length && timingSafeEqual(given, right)
}
