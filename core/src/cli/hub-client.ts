import type { MessageView } from '@kefuhub/contract'
import { errors } from '../errors.js'
import { readBody } from './answer-body.js'

const TIMEOUT_MS = 30_000
/** Longest answer: a file as large as a hub keeps. */
const MAX_BYTES = 1_073_741_824
const MAX_REASON_LENGTH = 300

const API = '/api/v1'

/** Where a hub is, and in whose name it is asked. */
export interface HubAccess {
  url: string
  token: string
  fetch: typeof fetch
}

/** The REST API of a hub. @throws KH_ERR_CLI_HUB_CALL for what the hub refuses, KH_ERR_CLI_HUB_AWAY when none answers */
export class HubClient {
  /** Without a trailing slash. */
  readonly url: string
  readonly #access: HubAccess

  constructor (access: HubAccess) {
    this.#access = access
    this.url = access.url.replace(/\/+$/, '')
  }

  async get<T> (path: string): Promise<T> { return await this.#json<T>('GET', API + path) }

  async post<T> (path: string, body: object = {}): Promise<T> { return await this.#json<T>('POST', API + path, body) }

  async patch<T> (path: string, body: object): Promise<T> { return await this.#json<T>('PATCH', API + path, body) }

  /** The latest messages of a conversation, oldest first. @param limit 1 to 200 */
  async messages (conversation: string, limit = 200): Promise<MessageView[]> {
    const { items } = await this.get<{ items: Array<MessageView & { at: string | Date }> }>(`/conversations/${conversation}/messages?order=newest&limit=${limit}`)
    return items.map((message) => ({ ...message, at: new Date(message.at) })).reverse()
  }

  /** The version of the hub, as its description of the API tells it. */
  async version (): Promise<string> {
    const { info } = await this.#json<{ info?: { version?: unknown } }>('GET', '/docs/json')
    return String(info?.version ?? '')
  }

  /** A file as it is. */
  async file (path: string): Promise<Buffer> { return await this.#call('GET', API + path) }

  async #json<T> (method: string, path: string, body?: object): Promise<T> {
    const text = (await this.#call(method, path, body)).toString()
    try {
      return JSON.parse(text) as T
    } catch (cause) {
      throw new errors.KH_ERR_CLI_HUB_ANSWER(this.url, 'no JSON', { cause })
    }
  }

  async #call (method: string, path: string, body?: object): Promise<Buffer> {
    let response: Response
    try {
      response = await this.#access.fetch(this.url + path, {
        method,
        headers: { authorization: `Bearer ${this.#access.token}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...(body !== undefined && { body: JSON.stringify(body) })
      })
    } catch (cause) {
      throw new errors.KH_ERR_CLI_HUB_AWAY(this.url, String((cause as { cause?: { code?: unknown } }).cause?.code ?? (cause as Error).message), { cause })
    }
    const answer = await readBody(response, this.url, MAX_BYTES)
    if (!response.ok) throw new errors.KH_ERR_CLI_HUB_CALL(method, path, response.status, reasonIn(answer.toString()))
    return answer
  }
}

/** What the hub says is wrong. */
function reasonIn (text: string): string {
  try {
    const { code, message } = JSON.parse(text) as { code?: unknown, message?: unknown }
    if (typeof message === 'string') return `${typeof code === 'string' ? `${code} ` : ''}${message}`.slice(0, MAX_REASON_LENGTH)
  } catch {}
  return text.slice(0, MAX_REASON_LENGTH)
}
