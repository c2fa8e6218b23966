import { createHash } from 'node:crypto'
import { Retryable, Unauthorized, type ChannelHub, type Token } from '@kefuhub/contract'
import { redact, type Exchange } from './exchange.js'
import { Safe } from './safe.js'
import type { ImOptions } from '../options.js'
import { buildGrant, readTokens } from '../wire/oauth.js'
import type { Wire } from '../wire/schema.js'
import { readAnswer } from '../wire/send.js'

/** Where access tokens come from. */
export interface TokenSource {
  /** @throws Retryable, Unauthorized */
  get (): Promise<string>
  /** The token to use after the platform refused one. @throws Retryable, Unauthorized */
  replace (used: string): Promise<string>
}

type Oauth = NonNullable<ImOptions['token']['oauth2']>
type TokenHub = Pick<ChannelHub, 'tokens' | 'cursors' | 'clock' | 'deriveKey' | 'log'>

/** The source that the options choose. */
export function createTokenSource (hub: TokenHub, { token, appId }: Pick<ImOptions, 'token' | 'appId'>, exchange: Exchange, wire: Wire): TokenSource {
  if (token.oauth2 !== undefined) return new OauthTokenSource(hub, { appId, ...token.oauth2 }, exchange, wire)
  const value = token.static?.value ?? ''
  return {
    get: async () => value,
    replace: async () => { throw new Unauthorized('Xiaohongshu refuses the access token; enter a current one under im.token') }
  }
}

const KEPT = 'refresh-token'
const HOLD_MS = 60_000

/**
 * Tokens of the advertising platform's OAuth. Every refresh takes the refresh token back and gives another one, so each is kept, encrypted,
 * before its access token is used. After a refusal the platform is left alone for a minute.
 */
class OauthTokenSource implements TokenSource {
  readonly #hub: TokenHub
  readonly #oauth: Oauth & { appId: string }
  readonly #exchange: Exchange
  readonly #wire: Wire
  readonly #safe: Safe
  readonly #key: string
  /** Tells what was kept for these options from what another authorisation left behind. */
  readonly #seed: string
  /** The newest refresh token while it could not be kept. */
  #unkept: string | undefined
  #refused: { error: Unauthorized, untilMs: number } | undefined

  constructor (hub: TokenHub, oauth: Oauth & { appId: string }, exchange: Exchange, wire: Wire) {
    this.#hub = hub
    this.#oauth = oauth
    this.#exchange = exchange
    this.#wire = wire
    this.#safe = new Safe(hub.deriveKey(KEPT))
    this.#seed = createHash('sha256').update([oauth.appId, oauth.authCode, oauth.refreshToken].join('\n')).digest('base64url').slice(0, 22)
    // Whoever enters a new authorisation wants its tokens, not those of the old one.
    this.#key = `oauth2:${this.#seed}`
  }

  get (): Promise<string> { return this.#hub.tokens.get(this.#key, this.#fetch) }

  replace (used: string): Promise<string> { return this.#hub.tokens.replace(this.#key, used, this.#fetch) }

  readonly #fetch = async (): Promise<Token> => {
    if (this.#refused !== undefined && this.#hub.clock.now() < this.#refused.untilMs) throw this.#refused.error
    const { appId, secret, authCode } = this.#oauth
    const refreshToken = await this.#newest()
    const { path, body } = buildGrant({ appId, secret, ...(refreshToken === undefined ? { authCode: authCode ?? '' } : { refreshToken }) }, this.#wire)
    let answer
    try {
      answer = await this.#exchange.call({ path, body })
    } catch (error) {
      // Without a token nothing was asked of the platform, whatever became of fetching one.
      throw new Retryable((error as Error).message, { cause: error })
    }
    const outcome = readAnswer(answer, this.#wire)
    const tokens = outcome.kind === 'ok' ? readTokens(answer, this.#wire) : undefined
    if (tokens === undefined) {
      const text = outcome.kind === 'ok' ? 'an answer without a token' : outcome.text
      throw this.#refuse(redact(text, secret, authCode, refreshToken), outcome.kind)
    }
    this.#refused = undefined
    if (tokens.refreshToken !== undefined) await this.#keep(tokens.refreshToken)
    return { value: tokens.accessToken, expiresInMs: tokens.expiresInMs }
  }

  #refuse (text: string, kind: string): Error {
    if (kind === 'retry' || kind === 'unknown') return new Retryable(`Xiaohongshu gave no access token (${text})`)
    const error = new Unauthorized(`Xiaohongshu gives no access token (${text}); have the merchant authorise again and enter the new code under im.token.oauth2`, { afterMs: HOLD_MS })
    this.#refused = { error, untilMs: this.#hub.clock.now() + HOLD_MS }
    return error
  }

  /** The refresh token to use; undefined: the authorisation code was not used yet. */
  async #newest (): Promise<string | undefined> {
    if (this.#unkept !== undefined) return this.#unkept
    const kept = this.#safe.open(KEPT, await this.#hub.cursors.get(KEPT) ?? '')
    const { seed, value } = kept === undefined ? {} as { seed?: string, value?: string } : JSON.parse(kept) as { seed: string, value: string }
    return seed === this.#seed ? value : this.#oauth.refreshToken
  }

  async #keep (value: string): Promise<void> {
    this.#unkept = value
    try {
      await this.#hub.cursors.set(KEPT, this.#safe.seal(KEPT, JSON.stringify({ seed: this.#seed, value })))
      this.#unkept = undefined
    } catch (error) {
      this.#hub.log.error({ err: error }, 'the new refresh token could not be kept; until it is, a restart loses it')
    }
  }
}
