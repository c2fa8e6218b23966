import { isUtf8 } from 'node:buffer'
import { apisRefusingEscapes } from '../facts.js'

// A backslash that is not itself escaped. JSON knows no other way to write control characters, so those are let through.
const needlessEscape = /(?<!\\)(?:\\\\)*\\u(?!00[01])[0-9a-fA-F]{4}/

/** Reads a JSON body. @returns the object, or 44002 for nothing, 47001 for anything but a UTF-8 JSON object, 40033 for needless escapes */
export function readJsonBody (path: string, body: Buffer): Record<string, unknown> | number {
  if (body.length === 0) return 44002
  const text = body.toString('utf8')
  if (apisRefusingEscapes.includes(path) && text.includes('\\u') && needlessEscape.test(text)) return 40033
  try {
    const value: unknown = JSON.parse(text)
    return isUtf8(body) && isObject(value) ? value : 47001
  } catch {
    return 47001
  }
}

/** Whether a value is a JSON object. */
export function isObject (value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether a value is a text with at least one character. */
export function isText (value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}
