import { randomBytes } from 'node:crypto'
import { forcedRefresh, tokenLifeMs, tokenOverlapMs } from './facts.js'

interface Issue { value: string, expiresAtMs: number, replacedAtMs: number }

/** An access token as a client gets it. */
export interface IssuedToken { access_token: string, expires_in: number }

/**
 * The tokens of one account and one endpoint. The two endpoints have a holder each and so never invalidate each other's tokens.
 */
export class TokenHolder {
  readonly #issues = new Map<string, Issue>()
  #current: Issue | undefined
  #previous: Issue | undefined
  #forcedAtMs: number[] = []

  /** The classic endpoint: a new token each time; the previous one lives on for the overlap, the one before it ends now. */
  issueNew (nowMs: number): IssuedToken {
    if (this.#previous !== undefined) this.#replace(this.#previous, nowMs)
    if (this.#current !== undefined) this.#replace(this.#current, nowMs + tokenOverlapMs)
    return this.#issue(nowMs)
  }

  /** The stable endpoint: the same token, until its last five minutes. */
  issueStable (nowMs: number): IssuedToken {
    const current = this.#current
    if (current === undefined || current.replacedAtMs <= nowMs || current.expiresAtMs - nowMs <= tokenOverlapMs) return this.#issue(nowMs)
    return describe(current, nowMs)
  }

  /** The stable endpoint with force_refresh: the previous token ends at once. @returns an errcode instead when asked for too often */
  issueForced (nowMs: number): IssuedToken | number {
    this.#forcedAtMs = this.#forcedAtMs.filter((at) => nowMs - at < 86_400_000)
    if (this.#forcedAtMs.length >= forcedRefresh.perDay) return 45009
    if (nowMs - (this.#forcedAtMs.at(-1) ?? -Infinity) < forcedRefresh.intervalMs) return 45011
    this.#forcedAtMs.push(nowMs)
    this.invalidate(nowMs)
    return this.#issue(nowMs)
  }

  /** @returns 0, 42001 for an expired token, 40001 for one that another has replaced, undefined for one never handed out here */
  check (value: string, nowMs: number): number | undefined {
    const issue = this.#issues.get(value)
    if (issue === undefined) return undefined
    if (nowMs >= issue.replacedAtMs) return 40001
    return nowMs >= issue.expiresAtMs ? 42001 : 0
  }

  /** Lets all tokens reach the end of their life. */
  expire (nowMs: number): void {
    for (const issue of this.#issues.values()) issue.expiresAtMs = Math.min(issue.expiresAtMs, nowMs)
  }

  /** Ends all tokens as if another system had replaced them. */
  invalidate (nowMs: number): void {
    for (const issue of this.#issues.values()) this.#replace(issue, nowMs)
  }

  #issue (nowMs: number): IssuedToken {
    this.#previous = this.#current
    this.#current = { value: randomBytes(102).toString('base64url'), expiresAtMs: nowMs + tokenLifeMs, replacedAtMs: Infinity }
    this.#issues.set(this.#current.value, this.#current)
    return describe(this.#current, nowMs)
  }

  #replace (issue: Issue, atMs: number): void {
    issue.replacedAtMs = Math.min(issue.replacedAtMs, atMs)
  }
}

function describe (issue: Issue, nowMs: number): IssuedToken {
  return { access_token: issue.value, expires_in: Math.floor((issue.expiresAtMs - nowMs) / 1000) }
}
