import type { AccessToken } from './access-token.js'
import type { AccountStatus } from './account-status.js'
import { ApiError, TransportError } from './api-error.js'
import type { Answer, Exchange } from './exchange.js'
import { rowOf } from './verdict.js'

/** Codes that say the token is not the current one. */
const TOKEN_REFUSED = new Set([40001, 40014, 42001])
const AWAY_FOR_MS = 300_000

/** The account's API with its access token. */
export class Api {
  readonly #exchange: Exchange
  readonly #token: AccessToken
  readonly #status: AccountStatus

  constructor (exchange: Exchange, token: AccessToken, status: AccountStatus) {
    this.#exchange = exchange
    this.#token = token
    this.#status = status
  }

  /** Calls the API. @param body absent: a GET @throws WECHAT_ERR_API, WECHAT_ERR_TRANSPORT */
  call (path: string, { query, body, signal }: { query?: Record<string, string>, body?: object | FormData, signal?: AbortSignal } = {}): Promise<Answer> {
    return this.withToken((token) => this.#exchange.json(path, { access_token: token, ...query }, body, signal))
  }

  /**
   * Runs a call with the token, and once more with a newer one when the platform refuses it; never a third time.
   * @throws what the call throws
   */
  async withToken<T> (run: (token: string) => Promise<T>): Promise<T> {
    try {
      const result = await this.#runTwice(run)
      this.#status.solve('credentials')
      this.#status.solve('api')
      return result
    } catch (error) {
      if (error instanceof TransportError) this.#status.report('api', 'degraded', error.message, AWAY_FOR_MS)
      const row = error instanceof ApiError ? rowOf(error.errcode) : undefined
      if (error instanceof ApiError && row?.subject === 'credentials') {
        this.#status.report('credentials', 'down', `${row.text} (WeChat ${error.errcode}: ${error.errmsg})`)
      }
      throw error
    }
  }

  async #runTwice<T> (run: (token: string) => Promise<T>): Promise<T> {
    const used = await this.#token.get()
    try {
      return await run(used)
    } catch (error) {
      if (!(error instanceof ApiError && TOKEN_REFUSED.has(error.errcode))) throw error
    }
    return run(await this.#token.replace(used))
  }
}
