import { randomBytes } from 'node:crypto'

/** What an application of the simulated platform has agreed on. */
export interface FakeOauth {
  appId: string
  secret: string
  /** Good once. */
  authCode?: string
  /** Good until it is used. */
  refreshToken?: string
  /** Of an access token, in seconds. Default 86 400. */
  lifeSeconds?: number
}

/** Tokens of the simulated platform: every refresh takes the old refresh token back. */
export class FakeTokens {
  readonly #static: string | undefined
  readonly #oauth: FakeOauth | undefined
  readonly #now: () => number
  readonly #grants = new Set<string>()
  readonly #access = new Map<string, number>()

  constructor ({ accessToken, oauth }: { accessToken?: string, oauth?: FakeOauth }, now: () => number) {
    this.#static = accessToken
    this.#oauth = oauth
    this.#now = now
    for (const grant of [oauth?.authCode, oauth?.refreshToken]) if (grant !== undefined) this.#grants.add(grant)
  }

  accepts (token: unknown): boolean {
    if (typeof token !== 'string' || token === '') return false
    return token === this.#static || (this.#access.get(token) ?? 0) > this.#now()
  }

  /** Ends all access tokens that were given. */
  expire (): void { this.#access.clear() }

  /** @returns undefined for a wrong application or a grant that is not good any more */
  exchange (appId: unknown, secret: unknown, grant: unknown): Record<string, unknown> | undefined {
    const oauth = this.#oauth
    if (oauth === undefined || String(appId) !== oauth.appId || secret !== oauth.secret || typeof grant !== 'string' || !this.#grants.delete(grant)) return undefined
    const access = `access-${randomBytes(12).toString('hex')}`
    const refresh = `refresh-${randomBytes(12).toString('hex')}`
    const seconds = oauth.lifeSeconds ?? 86_400
    this.#grants.add(refresh)
    this.#access.set(access, this.#now() + seconds * 1000)
    return { access_token: access, access_token_expires_in: seconds, refresh_token: refresh, refresh_token_expires_in: seconds * 30, approval_advertisers: [] }
  }
}
