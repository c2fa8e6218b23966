import { randomBytes, verify, type KeyObject } from 'node:crypto'
import type { VendorAnswer, VendorRequest } from '../vendor-server.js'

/** The app by which the hub comes in. */
export interface ConnectedApp {
  clientId: string
  clientSecret: string
  /** The user that the app runs as. */
  username: string
  /** Of the certificate that was uploaded to the app. */
  publicKey?: KeyObject
}

/** What the token endpoint needs to know. */
export interface TokenOffice {
  app: ConnectedApp
  instanceUrl: string
  /** Audiences that a JWT may name. */
  audiences: readonly string[]
  nowMs: number
}

const JWT_GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
const LONGEST_JWT_S = 180

/** Gives out an access token, or says why not. @param keep is told the token */
export function giveToken (request: VendorRequest, office: TokenOffice, keep: (token: string) => void): VendorAnswer {
  if (request.method !== 'POST' || request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') !== true) {
    return refuse('invalid_request', 'must use HTTP POST')
  }
  const form = new URLSearchParams(request.body.toString())
  const refusal = form.get('grant_type') === 'client_credentials'
    ? checkSecret(form, request.headers.authorization, office.app)
    : form.get('grant_type') === JWT_GRANT ? checkAssertion(form.get('assertion') ?? '', office) : refuse('unsupported_grant_type', 'grant type not supported')
  if (refusal !== undefined) return refusal
  const token = `00D5g000000KefuHub!${randomBytes(30).toString('base64url')}`
  keep(token)
  return {
    status: 200,
    body: {
      access_token: token,
      instance_url: office.instanceUrl,
      id: `${office.instanceUrl}/id/00D5g000000KefuEAA/0055g000000KefuAAA`,
      token_type: 'Bearer',
      issued_at: String(office.nowMs),
      signature: randomBytes(32).toString('base64'),
      scope: 'api'
    }
  }
}

function checkSecret (form: URLSearchParams, authorization: string | undefined, app: ConnectedApp): VendorAnswer | undefined {
  const [id, secret] = authorization?.startsWith('Basic ')
    ? Buffer.from(authorization.slice(6), 'base64').toString().split(':')
    : [form.get('client_id'), form.get('client_secret')]
  if (id !== app.clientId) return refuse('invalid_client_id', 'client identifier invalid')
  return secret === app.clientSecret ? undefined : refuse('invalid_client', 'invalid client credentials', 401)
}

function checkAssertion (assertion: string, { app, audiences, nowMs }: TokenOffice): VendorAnswer | undefined {
  const [head = '', claims = '', signature = ''] = assertion.split('.')
  const { alg } = decode(head)
  const { iss, sub, aud, exp } = decode(claims)
  if (alg !== 'RS256' || app.publicKey === undefined) return refuse('invalid_grant', 'invalid assertion')
  if (!verify('sha256', Buffer.from(`${head}.${claims}`), app.publicKey, Buffer.from(signature, 'base64url'))) return refuse('invalid_grant', 'invalid assertion')
  if (iss !== app.clientId) return refuse('invalid_client_id', 'client identifier invalid')
  if (typeof aud !== 'string' || !audiences.includes(aud)) return refuse('invalid_grant', 'audience is invalid')
  const nowS = Math.floor(nowMs / 1000)
  if (typeof exp !== 'number' || exp <= nowS || exp > nowS + LONGEST_JWT_S) return refuse('invalid_grant', 'assertion is not within its time')
  return sub === app.username ? undefined : refuse('invalid_grant', "user hasn't approved this consumer")
}

function decode (part: string): Record<string, unknown> {
  try {
    return (JSON.parse(Buffer.from(part, 'base64url').toString()) ?? {}) as Record<string, unknown>
  } catch {
    return {}
  }
}

function refuse (error: string, description: string, status = 400): VendorAnswer {
  return { status, body: { error, error_description: description } }
}
