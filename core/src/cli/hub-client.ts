import type { MessageView } from '@kefuhub/contract'
import { errors } from '../errors.js'
import { readBody } from './answer-body.js'
import type { HubAddress } from './hub-address.js'
import { printable } from './report.js'

/** What an answer holds after its way over the wire. */
export type AsJson<T> = T extends Date ? string : T extends ReadonlyArray<infer I> ? Array<AsJson<I>> : T extends object ? { [K in keyof T]: AsJson<T[K]> } : T

/** What is asked of a hub, beyond method and path. */
interface Ask { body?: object, timeoutMs?: number, maxBytes?: number }

/** How long an answer is waited for, in milliseconds, unless the call says more. */
const TIMEOUT_MS = 30_000
/** A dry run over 500 records with long texts fits in, in bytes. */
const MAX_JSON_BYTES = 16 * 1_048_576
/** As large as the files that a hub may keep, in bytes. */
const MAX_FILE_BYTES = 1_073_741_824
const API = '/api/v1'
const CODE = /^[A-Z][A-Z0-9]{0,30}_ERR_[A-Z0-9_]{1,100}$/

/** The hub refused a call; the code is its own. */
class HubRefusal extends Error {
  override readonly name = 'HubRefusal'
  readonly code: string

  constructor (code: string, message: string) {
    super(message)
    this.code = code
  }
}

/**
 * The REST API of a running hub; paths are those below `/api/v1`.
 * @throws KH_ERR_CLI_HUB_AWAY, KH_ERR_CLI_HUB_ANSWER, KH_ERR_CLI_TOKEN, HubRefusal
 */
export class HubClient {
  /** Without a slash at the end. */
  readonly url: string
  readonly #token: string
  readonly #fetch: typeof fetch

  constructor ({ url, token }: Required<HubAddress>, { fetch }: { fetch: typeof globalThis.fetch }) {
    this.url = url.replace(/\/+$/, '')
    this.#token = token
    this.#fetch = fetch
  }

  async get<T> (path: string, ask: Ask = {}): Promise<T> { return await this.#json<T>('GET', API + path, ask) }

  async post<T> (path: string, body?: object): Promise<T> { return await this.#json<T>('POST', API + path, body === undefined ? {} : { body }) }

  async patch<T> (path: string, body: object): Promise<T> { return await this.#json<T>('PATCH', API + path, { body }) }

  async delete<T> (path: string): Promise<T> { return await this.#json<T>('DELETE', API + path) }

  /** A list that comes whole. */
  async list<T> (path: string, ask: Ask = {}): Promise<T[]> { return (await this.listing<{ items: T[] }>(path, ask)).items }

  /** A list with what is said of it as a whole. */
  async listing<T extends { items: unknown[] }> (path: string, ask: Ask = {}): Promise<T> {
    const answer = await this.get<T>(path, ask)
    if (!Array.isArray(answer.items)) throw new errors.KH_ERR_CLI_HUB_ANSWER(this.url, 'no list')
    return answer
  }

  /** The latest messages of a conversation, oldest first. @param limit 1 to 200 */
  async messages (conversation: string, limit = 200): Promise<MessageView[]> {
    const items = await this.list<MessageView & { at: string | Date }>(`/conversations/${conversation}/messages?order=newest&limit=${limit}`)
    return items.map((message) => ({ ...message, at: new Date(message.at) })).reverse()
  }

  /** The version of the hub, as its description of the API tells it. */
  async version (): Promise<string> {
    const { info } = await this.#json<{ info?: { version?: unknown } }>('GET', '/docs/json')
    return String(info?.version ?? '')
  }

  /** A file as it is. */
  async file (path: string): Promise<Buffer> { return await this.#call('GET', API + path, { maxBytes: MAX_FILE_BYTES }) }

  async #json<T> (method: string, path: string, ask: Ask = {}): Promise<T> {
    const body = parse((await this.#call(method, path, ask)).toString())
    if (typeof body !== 'object' || body === null) throw new errors.KH_ERR_CLI_HUB_ANSWER(this.url, 'no JSON')
    return body as T
  }

  async #call (method: string, path: string, { body, timeoutMs = TIMEOUT_MS, maxBytes = MAX_JSON_BYTES }: Ask = {}): Promise<Buffer> {
    let response: Response
    try {
      response = await this.#fetch(this.url + path, {
        method,
        headers: { authorization: `Bearer ${this.#token}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
        ...(body !== undefined && { body: JSON.stringify(body) })
      })
    } catch (error) {
      const { cause, message } = error as Error & { cause?: { code?: string } }
      throw new errors.KH_ERR_CLI_HUB_AWAY(this.url, cause?.code ?? message)
    }
    const answer = await readBody(response, this.url, maxBytes)
    if (response.ok) return answer
    const { code, message } = (parse(answer.toString()) as { error?: { code?: unknown, message?: unknown } } | undefined | null)?.error ?? {}
    if (typeof code !== 'string' || typeof message !== 'string' || !CODE.test(code)) throw new errors.KH_ERR_CLI_HUB_ANSWER(this.url, `status ${response.status}`)
    if (response.status === 401 || response.status === 403) throw new errors.KH_ERR_CLI_TOKEN(this.url, code)
    throw new HubRefusal(code, printable(message))
  }
}

function parse (text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
