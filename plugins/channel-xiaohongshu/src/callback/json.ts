import { isUtf8 } from 'node:buffer'
import { errors } from '../errors.js'

const MAX_DEPTH = 32
/** A text that may hold a number which JavaScript cannot keep. */
const SUSPECT = /\d{16}|[eE][+-]?\d{3}/
/** The strings and the numbers of a valid JSON text. */
const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g

/**
 * Parses JSON from outside. A whole number beyond 2^53 becomes a text with all its digits, so that an id loses none.
 * @throws XHS_ERR_MALFORMED for what is no JSON, nested too deep, or means to change how objects work
 */
export function parseJson (bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw new errors.XHS_ERR_MALFORMED('it is not UTF-8')
  const text = bytes.toString()
  let value: unknown
  try {
    // First as it is: quoting numbers could make a wrong text right.
    value = JSON.parse(text)
    if (SUSPECT.test(text)) value = JSON.parse(text.replace(TOKENS, quoteLarge))
  } catch {
    throw new errors.XHS_ERR_MALFORMED('it is not JSON')
  }
  check(value, 0)
  return value
}

/** The same, for what must be an object. @throws XHS_ERR_MALFORMED */
export function parseObject (bytes: Buffer): Record<string, unknown> {
  const value = parseJson(bytes)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new errors.XHS_ERR_MALFORMED('it is not an object')
  return value as Record<string, unknown>
}

function quoteLarge (token: string): string {
  if (token.startsWith('"')) return token
  const value = Number(token)
  const isKept = /^-?\d+$/.test(token) ? Number.isSafeInteger(value) : Number.isFinite(value)
  return isKept ? token : `"${token}"`
}

function check (value: unknown, depth: number): void {
  if (typeof value !== 'object' || value === null) return
  if (depth === MAX_DEPTH) throw new errors.XHS_ERR_MALFORMED(`it is nested deeper than ${MAX_DEPTH}`)
  for (const [key, child] of Object.entries(value)) {
    if (key === '__proto__' || key.includes('\0')) throw new errors.XHS_ERR_MALFORMED('it has a key that no document has')
    check(child, depth + 1)
  }
}
