import { createHash } from 'node:crypto'
import type { Token } from '../hub.js'
import { Rejected, Unauthorized } from '../errors.js'
import type { RestAuth, RestOAuth2 } from './connection.js'
import { describe, type Exchange, type RestHub } from './exchange.js'
import { judgeByHttp } from './verdict.js'
import type { RestRequest } from './request.js'

/** What a call shows of the hub's credential. */
export interface Access {
  headers: Record<string, string>
  query: Record<string, string>
  /** What must not be seen in a message. */
  secrets: readonly string[]
}

const MAX_TOKEN_LENGTH = 16_384
/** Where a token's life is not told; a refused one is replaced anyway. */
const DEFAULT_LIFE_MS = 3_600_000
const EARLY_MS = 30_000

/** The credential of the config, as calls show it. */
export class Credential {
  readonly #auth: RestAuth
  readonly #hub: RestHub
  readonly #exchange: Exchange

  constructor (auth: RestAuth | undefined, hub: RestHub, exchange: Exchange) {
    this.#auth = auth ?? {}
    this.#hub = hub
    this.#exchange = exchange
  }

  /** @throws Unauthorized, Retryable where a token has to be fetched first */
  async open (): Promise<Access> {
    const { basic, bearer, header, query, oauth2 } = this.#auth
    if (basic !== undefined) return byHeader('authorization', toBasic(basic.user, basic.password), basic.password)
    if (bearer !== undefined) return byHeader('authorization', `Bearer ${bearer.token}`, bearer.token)
    if (header !== undefined) return byHeader(header.name, header.value, header.value)
    if (query !== undefined) return { headers: {}, query: { [query.name]: query.value }, secrets: [query.value] }
    if (oauth2 === undefined) return { headers: {}, query: {}, secrets: [] }
    const token = await this.#hub.tokens.get(keyOf(oauth2), () => this.#fetch(oauth2), { earlyMs: EARLY_MS })
    return byHeader('authorization', `Bearer ${token}`, token)
  }

  /** Gets another token after one was refused; false where there is none to be had. */
  async renew ({ secrets: [used = ''] }: Access): Promise<boolean> {
    const { oauth2 } = this.#auth
    if (oauth2 === undefined) return false
    await this.#hub.tokens.replace(keyOf(oauth2), used, () => this.#fetch(oauth2))
    return true
  }

  async #fetch ({ tokenUrl, clientId, clientSecret, scope, style, extra }: RestOAuth2): Promise<Token> {
    const form = new URLSearchParams({ ...extra, grant_type: 'client_credentials', ...(scope !== undefined && { scope }) })
    if (style === 'body') {
      form.set('client_id', clientId)
      form.set('client_secret', clientSecret)
    }
    // Losing a token costs nothing: the request may be repeated.
    const request: RestRequest = { method: 'POST', path: tokenUrl, form, isWrite: false }
    const url = new URL(tokenUrl)
    const headers: Record<string, string> = style === 'basic' ? { authorization: toBasic(encodeURIComponent(clientId), encodeURIComponent(clientSecret)) } : {}
    const response = await this.#exchange.send(url, request, headers)
    const call = describe(url, request)
    const error = judgeByHttp({ request, response, call, nowMs: this.#hub.clock.now(), secrets: [clientSecret] })
    if (error instanceof Rejected) throw new Unauthorized(`${error.message}; check the client id and secret`)
    if (error !== undefined) throw error
    return toToken(response.body, call)
  }
}

function toToken (body: unknown, call: string): Token {
  const { access_token: value, expires_in: seconds } = (body ?? {}) as { access_token?: unknown, expires_in?: unknown }
  if (typeof value !== 'string' || value === '' || value.length > MAX_TOKEN_LENGTH) {
    throw new Unauthorized(`${call} gave no access token; check the token address`)
  }
  const life = Number(seconds)
  return { value, expiresInMs: life > 0 && Number.isFinite(life) ? life * 1000 : DEFAULT_LIFE_MS }
}

function byHeader (name: string, value: string, secret: string): Access {
  return { headers: { [name.toLowerCase()]: value }, query: {}, secrets: [secret] }
}

function toBasic (user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
}

function keyOf ({ tokenUrl, clientId, scope = '' }: RestOAuth2): string {
  return `oauth2:${createHash('sha256').update(JSON.stringify([tokenUrl, clientId, scope])).digest('hex').slice(0, 32)}`
}
