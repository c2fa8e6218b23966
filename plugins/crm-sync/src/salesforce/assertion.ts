import { createPrivateKey, type KeyObject } from 'node:crypto'
import { SignJWT } from 'jose'
import { errors } from '../errors.js'
import { JWT_SECONDS } from './facts.js'
import type { Options } from './options.js'

/** The way in by JWT. */
export type JwtOptions = NonNullable<Options['auth']['jwt']>

const MIN_BITS = 2048

/** The key that signs. @throws CRM_SYNC_ERR_PRIVATE_KEY */
export function readKey (pem: string): KeyObject {
  let key: KeyObject
  try {
    // An environment variable may hold the ends of lines as they are written in JSON.
    key = createPrivateKey(pem.replaceAll('\\n', '\n'))
  } catch {
    throw new errors.CRM_SYNC_ERR_PRIVATE_KEY()
  }
  if (key.asymmetricKeyType !== 'rsa' || (key.asymmetricKeyDetails?.modulusLength ?? 0) < MIN_BITS) throw new errors.CRM_SYNC_ERR_PRIVATE_KEY()
  return key
}

/** A JWT by which the hub comes in as the user. @param nowMs milliseconds since 1970 */
export function signAssertion ({ clientId, username, audience }: JwtOptions, key: KeyObject, nowMs: number): Promise<string> {
  return new SignJWT()
    .setProtectedHeader({ alg: 'RS256' })
    .setIssuer(clientId)
    .setSubject(username)
    .setAudience(audience.replace(/\/$/, ''))
    .setExpirationTime(Math.floor(nowMs / 1000) + JWT_SECONDS)
    .sign(key)
}
