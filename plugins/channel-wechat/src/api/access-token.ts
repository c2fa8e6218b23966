import type { Clock, Token, TokenCache } from '@kefuhub/contract'
import { ApiError, TransportError } from './api-error.js'
import type { Exchange } from './exchange.js'
import { TOKEN_EARLY_MS } from '../facts.js'
import type { Options } from '../options.js'
import { rowOf } from './verdict.js'

const MAX_TOKEN_LENGTH = 2048
const HOLD_MS = 60_000

/**
 * The account's access token, shared with all processes through the hub. Never forces a refresh: that would take the token away from
 * everybody else. After the platform refused the credentials it is left alone for a minute.
 * @see WeChat Official Account, getStableAccessToken
 */
export class AccessToken {
  readonly #options: Options
  readonly #cache: TokenCache
  readonly #clock: Clock
  readonly #exchange: Exchange
  readonly #key: string
  #refused: { error: ApiError, untilMs: number } | undefined

  constructor (options: Options, cache: TokenCache, clock: Clock, exchange: Exchange) {
    this.#options = options
    this.#cache = cache
    this.#clock = clock
    this.#exchange = exchange
    // The two endpoints give separate tokens; neither invalidates the other's.
    this.#key = `${options.tokenEndpoint}:${options.appId}`
  }

  /** The current token. @throws WECHAT_ERR_API, WECHAT_ERR_TRANSPORT */
  get (): Promise<string> {
    const earlyMs = TOKEN_EARLY_MS[this.#options.tokenEndpoint]
    return this.#cache.get(this.#key, this.#fetch, { earlyMs }).catch(explain)
  }

  /** The token to use after the platform refused one. @throws WECHAT_ERR_API, WECHAT_ERR_TRANSPORT */
  replace (used: string): Promise<string> {
    return this.#cache.replace(this.#key, used, this.#fetch).catch(explain)
  }

  readonly #fetch = async (): Promise<Token> => {
    if (this.#refused !== undefined && this.#clock.now() < this.#refused.untilMs) throw this.#refused.error
    try {
      const token = await this.#ask()
      this.#refused = undefined
      return token
    } catch (error) {
      if (error instanceof ApiError && rowOf(error.errcode)?.verdict === 'unauthorized') this.#refused = { error, untilMs: this.#clock.now() + HOLD_MS }
      throw error
    }
  }

  async #ask (): Promise<Token> {
    const { appId: appid, appSecret: secret, tokenEndpoint } = this.#options
    const answer = tokenEndpoint === 'stable'
      ? await this.#exchange.json('/cgi-bin/stable_token', {}, { grant_type: 'client_credential', appid, secret, force_refresh: false })
      : await this.#exchange.json('/cgi-bin/token', { grant_type: 'client_credential', appid, secret })
    const { access_token: value, expires_in: seconds } = answer
    if (typeof value !== 'string' || value === '' || value.length > MAX_TOKEN_LENGTH || typeof seconds !== 'number' || !(seconds > 0)) {
      throw new ApiError('/cgi-bin/stable_token', -1, 'the answer holds no token')
    }
    return { value, expiresInMs: seconds * 1000 }
  }
}

/** Without a token nothing was asked of the platform, whatever became of fetching one. */
function explain (error: unknown): never {
  if (error instanceof ApiError) throw error
  throw new TransportError('for an access token', (error as Error).message, false, error)
}
