import type { Fetch } from '@kefuhub/contract'
import { parseJson } from '../callback/json.js'
import { errors } from '../errors.js'
import type { Answer } from '../wire/send.js'

const MAX_ANSWER_BYTES = 1024 * 1024

/** A call got no answer. */
export class TransportError extends errors.XHS_ERR_TRANSPORT {
  /** Whether Xiaohongshu may have acted on the request. */
  readonly isWritten: boolean
  constructor (path: string, why: string, isWritten: boolean, cause?: unknown) {
    super(path, why, { cause })
    this.isWritten = isWritten
  }
}

/** One call. */
export interface Call {
  path: string
  method?: 'GET' | 'POST'
  headers?: Record<string, string>
  /** Sent as JSON, or as it is when it is a form. */
  body?: object
  signal?: AbortSignal
}

/** One request to the API and its answer, whatever it says. */
export class Exchange {
  readonly #fetch: Fetch
  readonly #base: string
  readonly #timeoutMs: number
  readonly #clock: { now (): number }

  constructor (fetch: Fetch, { apiBase, timeoutMs }: { apiBase: string, timeoutMs: number }, clock: { now (): number }) {
    this.#fetch = fetch
    this.#base = apiBase.replace(/\/$/, '')
    this.#timeoutMs = timeoutMs
    this.#clock = clock
  }

  /** Calls the API. @throws XHS_ERR_TRANSPORT */
  async call ({ path, method = 'POST', headers = {}, body, signal }: Call): Promise<Answer> {
    const isForm = body instanceof FormData
    const response = await this.open(this.#base + path, path, {
      method,
      headers: { ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
      ...(signal && { signal })
    })
    const bytes = await this.read(path, response, MAX_ANSWER_BYTES)
    const parsed = bytes === undefined ? undefined : parse(bytes)
    const retryAfterMs = this.#waitOf(response.headers.get('retry-after'))
    return { status: response.status, ...(parsed === undefined ? {} : { body: parsed }), ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }
  }

  /** Sends a request and gives the response with its body unread. @param path names it in errors @throws XHS_ERR_TRANSPORT */
  async open (url: string, path: string, init: RequestInit): Promise<Response> {
    if (init.signal?.aborted === true) throw new TransportError(path, 'the hub is stopping', false)
    try {
      return await this.#fetch(url, { ...init, redirect: 'manual', timeoutMs: this.#timeoutMs })
    } catch (error) {
      throw new TransportError(path, describe(error), !isBeforeWriting(error), error)
    }
  }

  /** Reads a body up to a bound; undefined when it is longer. @throws XHS_ERR_TRANSPORT */
  async read (path: string, response: Response, maxBytes: number): Promise<Buffer | undefined> {
    const chunks: Uint8Array[] = []
    let bytes = 0
    try {
      for await (const chunk of response.body ?? []) {
        bytes += chunk.length
        // Leaving the loop cancels the body.
        if (bytes > maxBytes) return undefined
        chunks.push(chunk)
      }
    } catch (error) {
      throw new TransportError(path, describe(error), true, error)
    }
    return Buffer.concat(chunks)
  }

  /** A wait in seconds or until a date. */
  #waitOf (header: string | null): number | undefined {
    if (header === null) return undefined
    const ms = /^\d{1,6}$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - this.#clock.now()
    return Number.isNaN(ms) ? undefined : Math.max(0, ms)
  }
}

/** Takes secrets out of a text of the platform's. */
export function redact (text: string, ...secrets: Array<string | undefined>): string {
  return secrets.reduce<string>((rest, secret) => secret === undefined || secret === '' ? rest : rest.replaceAll(secret, '[redacted]'), text)
}

function parse (bytes: Buffer): unknown {
  try {
    return parseJson(bytes)
  } catch {
    return undefined
  }
}

/** Codes of failures that come before a request is written: name resolution, connecting, TLS. */
const BEFORE_WRITING = new Set([
  'ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'UND_ERR_CONNECT_TIMEOUT',
  'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID', 'ERR_TLS_CERT_ALTNAME_INVALID'
])

/** Whether a failed fetch surely did not reach the platform. */
export function isBeforeWriting (error: unknown): boolean {
  const { code, cause } = (error ?? {}) as { code?: unknown, cause?: unknown }
  if (typeof code === 'string' && BEFORE_WRITING.has(code)) return true
  // Connecting to a host with several addresses fails with all their errors at once.
  const several = (error as { errors?: unknown } | undefined)?.errors
  if (Array.isArray(several) && several.length > 0) return several.every(isBeforeWriting)
  return cause !== undefined && isBeforeWriting(cause)
}

function describe (error: unknown): string {
  const { name, message, cause } = error as Error & { cause?: { code?: string, message?: string } }
  if (name === 'TimeoutError') return 'no answer in time'
  if (name === 'AbortError') return 'the hub is stopping'
  return cause?.code ?? cause?.message ?? message
}
