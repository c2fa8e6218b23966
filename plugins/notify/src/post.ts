import { Rejected, Retryable, Unauthorized, Uncertain, type DeliveryError, type PluginHub } from '@kefuhub/contract'
import { isBeforeWriting, parseRetryAfter } from '@kefuhub/contract/rest'

/** What posting needs of the hub. */
export type PostHub = Pick<PluginHub, 'fetch' | 'signal' | 'clock'>

/** What came back. */
export interface Answer {
  status: number
  headers: Headers
  text: string
  /** The JSON object that the text is, if it is one. */
  json: Record<string, unknown> | undefined
}

/** Robots answer in a line; what is longer is a page of somebody else's. */
const MAX_ANSWER_BYTES = 64 * 1024

/**
 * Posts JSON. Redirects are not followed: the body, and often the address, are secret.
 * @param name of the system, for messages, which never hold the address
 * @throws Retryable when nothing went out, Uncertain when no answer came back, Rejected for a redirect
 */
export async function postJson (hub: PostHub, name: string, url: URL, body: string, { timeoutMs, headers = {} }: { timeoutMs: number, headers?: Record<string, string> }): Promise<Answer> {
  if (hub.signal.aborted) throw new Retryable(`${name} was not called: the hub is stopping`)
  try {
    const response = await hub.fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
      body,
      redirect: 'manual',
      signal: hub.signal,
      timeoutMs
    })
    const text = await readText(response)
    return { status: response.status, headers: response.headers, text, json: toObject(text) }
  } catch (error) {
    if (isBeforeWriting(error)) throw new Retryable(`${name} could not be reached${codeOf(error)}`, { cause: error })
    throw new Uncertain(`${name} did not answer; the notification may or may not have arrived`, { cause: error })
  }
}

/** What an answer means by its HTTP status, where it says nothing of its system's own. */
export function judgeStatus (name: string, { status, headers }: Answer, nowMs: number): DeliveryError {
  const message = `${name} answered with HTTP ${status}`
  const afterMs = parseRetryAfter(headers, nowMs)
  const wait = afterMs === undefined ? {} : { afterMs }
  if (status === 408 || status === 429 || status === 503) return new Retryable(`${message}; it is busy`, wait)
  if (status === 401 || status === 403) return new Unauthorized(`${message}; check the url and the secret`, wait)
  if (status >= 300 && status < 400) return new Rejected(`${message}, a redirect, which is not followed; correct the url`)
  if (status >= 400 && status < 500) return new Rejected(`${message}; check the url`)
  return new Uncertain(`${message} and no answer of its own; the notification may or may not have arrived`)
}

/** The code of what failed, such as ECONNREFUSED or that of a certificate, for an operator. */
function codeOf (error: unknown): string {
  const { code } = ((error as Error).cause ?? {}) as { code?: unknown }
  return typeof code === 'string' ? ` (${code})` : ''
}

async function readText (response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk)
    bytes += chunk.length
    // Leaving the loop cancels the body; what is cut is no JSON any more.
    if (bytes > MAX_ANSWER_BYTES) break
  }
  return new TextDecoder().decode(Buffer.concat(chunks))
}

function toObject (text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Record<string, unknown> : undefined
  } catch {
    return undefined
  }
}
