import { createHmac, randomBytes } from 'node:crypto'
import { errors } from './errors.js'
import { isSigned, sign } from './signature.js'
import { readClaims, type Claims } from './user-profile.js'

const MAX_USER_LENGTH = 128
const ANONYMOUS = /^v-[\w-]{24}$/
/** A visit is forgotten by the browser after so long, in seconds: the most that browsers allow. */
const COOKIE_SECONDS = 400 * 86_400

/** Knows visitors again: anonymous ones by a signed cookie, users of the host page by a signed token. */
export class Visitors {
  readonly #key: Buffer
  readonly #userSecret: string | undefined
  readonly cookieName: string
  readonly cookieOptions: object

  /** @param baseUrl the channel's address from outside; decides how far the cookie may travel */
  constructor (options: { id: string, key: Buffer, userSecret: string | undefined, baseUrl: string }) {
    this.#key = options.key
    this.#userSecret = options.userSecret
    this.cookieName = `kh-${options.id}`
    const { protocol, pathname } = new URL(options.baseUrl)
    this.cookieOptions = {
      httpOnly: true,
      path: pathname,
      maxAge: COOKIE_SECONDS,
      // Shown inside other people's pages: only a secure cookie may cross sites, and each site gets one of its own.
      ...(protocol === 'https:' ? { secure: true, sameSite: 'none', partitioned: true } : { sameSite: 'lax' })
    }
  }

  /** A visitor nobody has seen before. */
  create (): string {
    return `v-${randomBytes(18).toString('base64url')}`
  }

  isAnonymous (visitor: string): boolean { return ANONYMOUS.test(visitor) }

  /** Tells visitors of one browser apart without saying who they are. */
  keyOf (visitor: string): string {
    return sign(this.#key, `key\n${visitor}`).slice(0, 16)
  }

  toCookie (visitor: string): string {
    return `${visitor}.${sign(this.#key, visitor)}`
  }

  /** @returns the visitor of a cookie; undefined when it is absent or not ours */
  fromCookie (cookie: unknown): string | undefined {
    if (typeof cookie !== 'string') return undefined
    const dot = cookie.lastIndexOf('.')
    const visitor = cookie.slice(0, dot)
    return dot > 0 && isSigned(sign(this.#key, visitor), cookie.slice(dot + 1)) ? visitor : undefined
  }

  /**
   * The visitor that a host page vouches for. Its token is `ID:EXPIRES:SIGNATURE` or `ID:EXPIRES:CLAIMS:SIGNATURE`: the user's id,
   * Unix seconds, what the page says of the user as JSON in base64url, and the hex HMAC-SHA-256 of all before it under the shared
   * secret.
   * @throws WEB_ERR_USER
   */
  fromUser (token: string, nowMs: number): { visitor: string, claims: Claims } {
    // JSON of an object begins with an e in base64url, so that the two forms cannot be taken for each other, whatever the id.
    const [, signed = '', id = '', expires = '', encoded, signature] = /^((.+):(\d{1,11})(?::(e[\w-]{1,1000}))?):([0-9a-f]{64})$/s.exec(token) ?? []
    if (this.#userSecret === undefined || id === '' || id.length > MAX_USER_LENGTH) throw new errors.WEB_ERR_USER()
    const expected = createHmac('sha256', this.#userSecret).update(signed).digest('hex')
    if (!isSigned(expected, signature) || Number(expires) * 1000 <= nowMs) throw new errors.WEB_ERR_USER()
    const claims = encoded === undefined ? {} : readClaims(encoded)
    if (claims === undefined) throw new errors.WEB_ERR_USER()
    return { visitor: `u-${id}`, claims }
  }
}
