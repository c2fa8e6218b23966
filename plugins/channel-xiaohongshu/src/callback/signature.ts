import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { Signature } from '../wire/schema.js'

/** What of a request may be signed. */
export interface SignedRequest {
  /** Lower-case names. */
  headers: Record<string, unknown>
  query: Record<string, unknown>
  /** Without the query. */
  path: string
  body: Buffer
}

const PLACEHOLDER = /\{([A-Za-z][\w-]*)\}/

/** Tells in constant time whether a request carries the right signature. */
export function isSigned (request: SignedRequest, signature: Signature, key: string): boolean {
  if (signature.kind === 'none') return true
  const given = signature.in === 'header' ? request.headers[signature.name.toLowerCase()] : own(request.query, signature.name)
  const digest = digestOf(request, signature, key)
  if (typeof given !== 'string' || digest === undefined) return false
  const right = Buffer.from(normalise(signature.prefix + digest.toString(signature.encoding), signature))
  const found = Buffer.from(normalise(given, signature))
  return found.length === right.length && timingSafeEqual(found, right)
}

/** The digest of what is signed; undefined where a part of it is absent. */
export function digestOf (request: SignedRequest, { kind, signed, name }: Signature, key: string): Buffer | undefined {
  const parts = partsOf(request, signed, name)
  if (parts === undefined) return undefined
  switch (kind) {
    case 'hmac-sha1': return createHmac('sha1', key).update(Buffer.concat(parts)).digest()
    case 'hmac-sha256': return createHmac('sha256', key).update(Buffer.concat(parts)).digest()
    case 'md5-suffix': return createHash('md5').update(Buffer.concat(parts)).update(key).digest()
    // The default order compares code units, which is byte order for the ASCII that all parts are.
    case 'sha1-sorted-token': return createHash('sha1').update([...parts.map(String), key].sort().join('')).digest()
    default: return undefined
  }
}

/** The pieces of a template in their order: what stands between the placeholders, and their values. */
function partsOf (request: SignedRequest, template: string, own: string): Buffer[] | undefined {
  const parts: Buffer[] = []
  for (const [index, piece] of template.split(PLACEHOLDER).entries()) {
    // Every second piece is a name.
    const part = index % 2 === 0 ? Buffer.from(piece) : partOf(request, piece, own)
    if (part === undefined) return undefined
    if (part.length > 0) parts.push(part)
  }
  return parts
}

function partOf ({ body, path, query, headers }: SignedRequest, name: string, signatureName: string): Buffer | undefined {
  if (name === 'body') return body
  if (name === 'path') return Buffer.from(path)
  if (name === 'query') {
    const pairs = Object.entries(query).filter(([key]) => key !== signatureName)
    if (pairs.some(([, value]) => typeof value !== 'string')) return undefined
    return Buffer.from(pairs.map(([key, value]) => `${key}=${String(value)}`).sort().join('&'))
  }
  const value = own(query, name) ?? headers[name.toLowerCase()]
  return typeof value === 'string' ? Buffer.from(value) : undefined
}

function own (query: Record<string, unknown>, name: string): unknown {
  return Object.hasOwn(query, name) ? query[name] : undefined
}

/** Hex has two cases and one meaning. */
function normalise (text: string, { encoding }: Signature): string {
  return encoding === 'hex' ? text.toLowerCase() : text
}
