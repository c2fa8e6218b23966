import { Retryable, Unauthorized, type PluginHub, type Token } from '@kefuhub/contract'
import type { OAuth2 } from './options.js'

const KEY = 'smtp'
const EARLY_MS = 120_000
const TIMEOUT_MS = 10_000
const MAX_ANSWER_CHARACTERS = 65_536
/** Where a token's life is not told; a refused one is replaced anyway. */
const DEFAULT_LIFE_MS = 3_600_000

/** Gives the access token that nodemailer logs in with; the token is shared by all processes of the hub. */
export class AccessToken {
  readonly #hub: Pick<PluginHub, 'fetch' | 'tokens'>
  readonly #options: OAuth2
  #latest = ''

  constructor (hub: Pick<PluginHub, 'fetch' | 'tokens'>, options: OAuth2) {
    this.#hub = hub
    this.#options = options
  }

  /** @param isRefused whether the server refused the one given last @throws Retryable, Unauthorized */
  async get (isRefused: boolean): Promise<string> {
    const fetchToken = async (): Promise<Token> => await this.#fetch()
    this.#latest = isRefused
      ? await this.#hub.tokens.replace(KEY, this.#latest, fetchToken)
      : await this.#hub.tokens.get(KEY, fetchToken, { earlyMs: EARLY_MS })
    return this.#latest
  }

  async #fetch (): Promise<Token> {
    const { tokenUrl, clientId, clientSecret, refreshToken, scope } = this.#options
    const body = new URLSearchParams({
      client_id: clientId,
      client_secret: clientSecret,
      ...(refreshToken === undefined ? { grant_type: 'client_credentials' } : { grant_type: 'refresh_token', refresh_token: refreshToken }),
      ...(scope === undefined ? {} : { scope })
    })
    const { status, text } = await this.#post(tokenUrl, body)
    if (status === 429 || status >= 500) throw new Retryable(`The access token for the mail server was not given: HTTP ${status}`)
    const token = toToken(text)
    if (status !== 200 || token === undefined) throw new Unauthorized(`The access token for the mail server was refused: HTTP ${status}; check auth.oauth2`)
    return token
  }

  async #post (url: string, body: URLSearchParams): Promise<{ status: number, text: string }> {
    try {
      const response = await this.#hub.fetch(url, { method: 'POST', body, redirect: 'manual', timeoutMs: TIMEOUT_MS })
      return { status: response.status, text: await response.text() }
    } catch (error) {
      throw new Retryable('The access token for the mail server could not be fetched', { cause: error })
    }
  }
}

function toToken (text: string): Token | undefined {
  if (text.length > MAX_ANSWER_CHARACTERS) return undefined
  try {
    const { access_token: value, expires_in: seconds } = JSON.parse(text) as { access_token?: unknown, expires_in?: unknown }
    if (typeof value !== 'string' || value === '') return undefined
    return { value, expiresInMs: typeof seconds === 'number' && seconds > 0 ? seconds * 1000 : DEFAULT_LIFE_MS }
  } catch {
    return undefined
  }
}
