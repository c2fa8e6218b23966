import { numberAt, wordAt } from './paths.js'
import type { Answer } from './send.js'
import type { Wire } from './schema.js'

/** What an account gives for a token. */
export interface OauthGrant { appId: string, secret: string, authCode?: string, refreshToken?: string }

/** Tokens as the platform gave them. */
export interface OauthTokens { accessToken: string, expiresInMs: number, refreshToken?: string }

const MAX_TOKEN_LENGTH = 4096

/** Path and body of the call that gives tokens: for the refresh token, or else for the authorisation code. */
export function buildGrant ({ appId, secret, authCode, refreshToken }: OauthGrant, { oauth }: Wire): { path: string, body: object } {
  const id = /^\d{1,15}$/.test(appId) ? Number(appId) : appId
  return refreshToken === undefined
    ? { path: oauth.accessPath, body: { app_id: id, secret, auth_code: authCode } }
    : { path: oauth.refreshPath, body: { app_id: id, secret, refresh_token: refreshToken } }
}

/** The tokens of an answer; undefined when it holds none. */
export function readTokens ({ body }: Answer, { oauth: { fields } }: Wire): OauthTokens | undefined {
  const accessToken = wordAt(body, fields.accessToken)
  const seconds = numberAt(body, fields.accessLife)
  if (accessToken === undefined || accessToken.length > MAX_TOKEN_LENGTH || seconds === undefined || !(seconds > 0)) return undefined
  const refreshToken = wordAt(body, fields.refreshToken)
  return { accessToken, expiresInMs: seconds * 1000, ...(refreshToken === undefined || refreshToken.length > MAX_TOKEN_LENGTH ? {} : { refreshToken }) }
}
