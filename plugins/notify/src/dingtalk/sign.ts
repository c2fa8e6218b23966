import { createHmac } from 'node:crypto'

/**
 * DingTalk's signature, in base64: the secret is the key. It goes into the query, percent-encoded once.
 * @param timestampMs milliseconds since 1970
 */
export function sign (secret: string, timestampMs: number): string {
  return createHmac('sha256', secret).update(`${timestampMs}\n${secret}`).digest('base64')
}

/** The address of a call, signed. */
export function signUrl (url: URL, secret: string, timestampMs: number): URL {
  const signed = new URL(url)
  signed.searchParams.set('timestamp', String(timestampMs))
  signed.searchParams.set('sign', sign(secret, timestampMs))
  return signed
}
