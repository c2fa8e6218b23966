import { createHash, createHmac } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { errors } from '../errors.js'

const MIN_BYTES = 24
const MAX_BYTES = 64

/** Signs bodies with one or, while secrets are changed, several secrets. */
export class Signer {
  readonly #keys: readonly Webhook[]

  /** @param secrets the newest first @throws NOTIFY_ERR_SECRET */
  constructor (secrets: readonly string[]) {
    this.#keys = secrets.map((secret, index) => {
      const bytes = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
      // What Node reads leniently, receivers may not.
      if (bytes.length < MIN_BYTES || bytes.length > MAX_BYTES || `whsec_${bytes.toString('base64')}` !== secret) throw new errors.NOTIFY_ERR_SECRET(index + 1)
      return new Webhook(secret)
    })
  }

  /** The headers of one attempt. @param body exactly as it is sent */
  sign (id: string, nowMs: number, body: string): Record<string, string> {
    return {
      'webhook-id': toWebhookId(id),
      'webhook-timestamp': String(Math.floor(nowMs / 1000)),
      'webhook-signature': this.#keys.map((key) => key.sign(toWebhookId(id), new Date(nowMs), body)).join(' ')
    }
  }
}

/** An id as a header can carry it and without a dot, which parts what is signed. */
function toWebhookId (id: string): string {
  return /^[!-\-/-~]+$/.test(id) ? id : createHash('sha256').update(id).digest('hex')
}

/** The signature that receivers knew before: hex of HMAC-SHA256 over the body; the secret's text is the key. */
export function signPlain (secret: string, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
}
