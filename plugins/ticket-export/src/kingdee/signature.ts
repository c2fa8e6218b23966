import { createHmac } from 'node:crypto'
import { GATEWAY_KEY } from './facts.js'

/** Who signs. */
export interface Signer {
  account: string
  user: string
  appId: string
  appSecret: string
  locale: number
  organization: string
}

/**
 * The headers of one call by third-party authorisation.
 * @param path of the address, as it is called @param timestamp Unix time, in seconds or milliseconds by the site @param nonce the same, or random
 */
export function signedHeaders ({ account, user, appId, appSecret, locale, organization }: Signer, path: string, timestamp: string, nonce: string): Record<string, string> {
  const cut = appId.indexOf('_')
  const [clientId, second] = [appId.slice(0, cut), appId.slice(cut + 1)]
  const text = `POST\n${encodeURIComponent(path)}\n\nx-api-nonce:${nonce}\nx-api-timestamp:${timestamp}\n`
  const appData = `${account},${user},${locale},${organization}`
  return {
    'X-Api-ClientID': clientId,
    'X-Api-Auth-Version': '2.0',
    'x-api-timestamp': timestamp,
    'x-api-nonce': nonce,
    'x-api-signheaders': 'x-api-timestamp,x-api-nonce',
    'X-Api-Signature': sign(gatewaySecret(second), text),
    'X-Kd-Appkey': appId,
    'X-Kd-Appdata': Buffer.from(appData).toString('base64'),
    'X-Kd-Signature': sign(appSecret, appId + appData)
  }
}

/** The secret that is hidden in the second part of an AppID; a part that is not of 32 characters is its own. */
export function gatewaySecret (part: string): string {
  if (part.length !== 32) return part
  const mask = Buffer.from(GATEWAY_KEY)
  return Buffer.from(Buffer.from(part, 'base64').map((byte, at) => byte ^ (mask[at] ?? 0))).toString('base64')
}

/** The digest goes out as base64 of its hexadecimal text. */
function sign (secret: string, text: string): string {
  return Buffer.from(createHmac('sha256', secret).update(text).digest('hex')).toString('base64')
}
