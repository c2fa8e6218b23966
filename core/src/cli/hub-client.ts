import { errors } from '../errors.js'
import type { CliContext } from './context.js'
import { readAnswer, type HubAddress } from './hub-address.js'
import { printable } from './report.js'

/** What an answer holds after its way over the wire. */
export type AsJson<T> = T extends Date ? string : T extends ReadonlyArray<infer I> ? Array<AsJson<I>> : T extends object ? { [K in keyof T]: AsJson<T[K]> } : T

/** How long an answer is waited for, in milliseconds, unless the call says more. */
const TIMEOUT_MS = 10_000
/** A dry run over 500 records with long texts fits in, in bytes. */
const MAX_BYTES = 16 * 1_048_576

/** The hub refused a call; the code is its own. */
export class HubRefusal extends Error {
  override readonly name = 'HubRefusal'
  readonly code: string

  constructor (code: string, message: string) {
    super(message)
    this.code = code
  }
}

/** Calls the REST API of a running hub. */
export class HubClient {
  readonly #address: Required<HubAddress>
  readonly #fetch: typeof fetch

  constructor (address: Required<HubAddress>, { fetch }: Pick<CliContext, 'fetch'>) {
    this.#address = address
    this.#fetch = fetch
  }

  /**
   * @param path below `/api/v1`
   * @throws KH_ERR_CLI_HUB_AWAY, KH_ERR_CLI_HUB_ANSWER, KH_ERR_CLI_TOKEN, HubRefusal
   */
  async call<T> (method: 'GET' | 'POST' | 'DELETE', path: string, timeoutMs = TIMEOUT_MS): Promise<T> {
    const { url, token } = this.#address
    const response = await this.#fetch(`${url.replace(/\/+$/, '')}/api/v1${path}`, {
      method, headers: { authorization: `Bearer ${token}` }, redirect: 'error', signal: AbortSignal.timeout(timeoutMs)
    }).catch((cause: unknown) => { throw new errors.KH_ERR_CLI_HUB_AWAY(url, { cause }) })
    const body = parse(await readAnswer(response, url, MAX_BYTES))
    if (response.ok && typeof body === 'object' && body !== null) return body as T
    const { code, message } = (body as { error?: { code?: unknown, message?: unknown } } | undefined)?.error ?? {}
    if (typeof code !== 'string' || typeof message !== 'string' || !/^[A-Z_]{1,100}$/.test(code)) throw new errors.KH_ERR_CLI_HUB_ANSWER(url, `status ${response.status}`)
    if (response.status === 401 || response.status === 403) throw new errors.KH_ERR_CLI_TOKEN(url, code)
    throw new HubRefusal(code, printable(message))
  }

  /** Reads a list that comes whole. @throws as `call` */
  async list<T> (path: string, timeoutMs?: number): Promise<T[]> {
    const { items } = await this.call<{ items?: unknown }>('GET', path, timeoutMs)
    if (!Array.isArray(items)) throw new errors.KH_ERR_CLI_HUB_ANSWER(this.#address.url, 'no list')
    return items as T[]
  }
}

function parse (text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
