import type { Fetch } from '@kefuhub/contract'
import { ApiError, TransportError, isBeforeWriting } from './api-error.js'
import type { Options } from '../options.js'

/** An answer of the API: a JSON object. */
export type Answer = Record<string, unknown>

const MAX_ANSWER_BYTES = 1024 * 1024

/** One request to the API and its answer, without tokens of its own. */
export class Exchange {
  readonly #fetch: Fetch
  readonly #base: string
  readonly #timeoutMs: number

  constructor (fetch: Fetch, { apiBase, timeoutMs }: Pick<Options, 'apiBase' | 'timeoutMs'>) {
    this.#fetch = fetch
    this.#base = apiBase.replace(/\/$/, '')
    this.#timeoutMs = timeoutMs
  }

  /**
   * Calls the API and reads its JSON.
   * @param body sent as JSON, or as it is when it is a form; absent: a GET
   * @throws WECHAT_ERR_API for an error code, WECHAT_ERR_TRANSPORT when nothing meaningful came back
   */
  async json (path: string, query: Record<string, string>, body?: object | FormData, signal?: AbortSignal): Promise<Answer> {
    const response = await this.open(path, query, body, signal)
    const bytes = await this.read(path, response, MAX_ANSWER_BYTES)
    const answer = bytes === undefined ? undefined : parseObject(bytes)
    // The status is 200 almost always, and a proxy's error page is no answer of the platform.
    if (answer === undefined || (answer.errcode === undefined && !response.ok)) throw noAnswer(path, response.status)
    throwErrcode(path, answer)
    return answer
  }

  /** Sends a request and gives the response with its body unread. @throws WECHAT_ERR_TRANSPORT */
  async open (path: string, query: Record<string, string>, body?: object | FormData, signal?: AbortSignal): Promise<Response> {
    return this.openUrl(path, `${this.#base}${path}?${new URLSearchParams(query).toString()}`, body, signal)
  }

  /** Sends a request to a whole address. @param path names it in errors @throws WECHAT_ERR_TRANSPORT */
  async openUrl (path: string, url: string, body?: object | FormData, signal?: AbortSignal): Promise<Response> {
    if (signal?.aborted === true) throw new TransportError(path, 'the hub is stopping', false)
    try {
      return await this.#fetch(url, {
        ...(body === undefined ? {} : { method: 'POST', ...toPayload(body) }),
        ...(signal === undefined ? {} : { signal }),
        redirect: 'manual',
        timeoutMs: this.#timeoutMs
      })
    } catch (error) {
      throw new TransportError(path, describe(error), !isBeforeWriting(error), error)
    }
  }

  /** Reads a body up to a bound; undefined when it is longer. @throws WECHAT_ERR_TRANSPORT */
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
}

/** The JSON object that bytes hold, whatever their content type says, or undefined. */
export function parseObject (bytes: Buffer): Answer | undefined {
  // 0x7b is "{": files need not be decoded to see that they are none.
  if (bytes[0] !== 0x7b) return undefined
  try {
    return JSON.parse(bytes.toString()) as Answer
  } catch {
    return undefined
  }
}

/** @throws WECHAT_ERR_API when an answer holds an error code */
export function throwErrcode (path: string, answer: Answer): void {
  const { errcode, errmsg } = answer
  if (errcode === undefined || errcode === 0) return
  throw new ApiError(path, Number.isInteger(errcode) ? Number(errcode) : -1, typeof errmsg === 'string' ? errmsg.slice(0, 512) : '')
}

/** The error for an answer that is not the API's. Below 500 nothing was done. */
export function noAnswer (path: string, status: number): TransportError {
  return new TransportError(path, `the answer was HTTP ${status} and not an answer of WeChat; check apiBase`, status < 300 || status >= 500)
}

function toPayload (body: object | FormData): { body: string | FormData, headers?: Record<string, string> } {
  if (body instanceof FormData) return { body }
  return { body: JSON.stringify(body), headers: { 'content-type': 'application/json; charset=utf-8' } }
}

function describe (error: unknown): string {
  const { name, message, cause } = error as Error & { cause?: { code?: string, message?: string } }
  if (name === 'TimeoutError') return 'no answer in time'
  if (name === 'AbortError') return 'the hub is stopping'
  return cause?.code ?? cause?.message ?? message
}
