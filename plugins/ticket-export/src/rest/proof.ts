import { createHmac } from 'node:crypto'
import type { Clock } from '@kefuhub/contract'
import { errors } from '../errors.js'
import { headerOf, isEqual, type Delivery } from '../webhook.js'
import type { WebhookOptions } from './ticket-options.js'

const HEADERS = { sha1: 'x-hub-signature', sha256: 'x-hub-signature-256', 'standard-webhooks': 'webhook-signature' } as const
const STANDARD_ID = 'webhook-id'
const STANDARD_TIME = 'webhook-timestamp'
/** A signature is checked against few others: who calls may send any number of them. */
const MOST_SIGNATURES = 10

/** How calls of a system prove where they come from. */
export class Proof {
  readonly #options: WebhookOptions
  readonly #clock: Clock
  readonly #keys: ReadonlyArray<string | Buffer>

  /** @throws TICKET_ERR_REST_SECRET */
  constructor (options: WebhookOptions, clock: Clock) {
    this.#options = options
    this.#clock = clock
    const { kind, secret, previousSecret } = options
    const given = [{ name: 'secret', text: secret }, ...(previousSecret === undefined ? [] : [{ name: 'previousSecret', text: previousSecret }])]
    this.#keys = given.map(({ name, text }) => kind === 'standard-webhooks' ? decode(text, name) : text)
  }

  /** @throws TICKET_ERR_WEBHOOK_SIGNATURE, TICKET_ERR_WEBHOOK_STALE */
  verify (delivery: Delivery): void {
    const { maxAgeMs } = this.#options
    const time = this.#timeOf(delivery)
    const given = this.#signaturesOf(delivery)
    const right = this.#keys.map((key) => this.#sign(key, time, delivery))
    // Every pair is compared, whichever fits.
    const fitting = given.flatMap((signature) => right.map((one) => isEqual(signature, one))).filter((fits) => fits)
    if (time === '' || fitting.length === 0) throw new errors.TICKET_ERR_WEBHOOK_SIGNATURE()
    if (time !== undefined && !(Math.abs(this.#clock.now() - toMs(time)) <= maxAgeMs)) throw new errors.TICKET_ERR_WEBHOOK_STALE()
  }

  /** The id of a delivery, the same in every repeat; empty where there is none. */
  idOf (delivery: Delivery): string {
    const { kind, deliveryHeader } = this.#options
    const header = kind === 'standard-webhooks' ? STANDARD_ID : deliveryHeader
    return header === undefined ? '' : headerOf(delivery, header)
  }

  /** The time of a call as it is written; empty where it is missing, undefined where calls have none. */
  #timeOf (delivery: Delivery): string | undefined {
    const { kind, timestampHeader } = this.#options
    const header = kind === 'standard-webhooks' ? STANDARD_TIME : timestampHeader
    return header === undefined ? undefined : headerOf(delivery, header)
  }

  #signaturesOf (delivery: Delivery): string[] {
    const { kind, signatureHeader = HEADERS[kind], prefix } = this.#options
    const value = headerOf(delivery, signatureHeader)
    if (kind !== 'standard-webhooks') return value.startsWith(prefix) ? [value.slice(prefix.length)] : []
    return value.split(' ').slice(0, MOST_SIGNATURES).filter((entry) => entry.startsWith('v1,')).map((entry) => entry.slice(3))
  }

  #sign (key: string | Buffer, time: string | undefined, delivery: Delivery): string {
    const { kind, encoding, signs } = this.#options
    if (kind === 'standard-webhooks') return createHmac('sha256', key).update(`${this.idOf(delivery)}.${time}.`).update(delivery.body).digest('base64')
    const hmac = createHmac(kind, key)
    if (signs !== 'body') hmac.update(`${time ?? ''}${signs === 'timestamp.body' ? '.' : ''}`)
    return hmac.update(delivery.body).digest(encoding)
  }
}

/** The key is what the base64 stands for. */
function decode (secret: string, name: string): Buffer {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  if (!/^whsec_[A-Za-z0-9+/]+={0,2}$/.test(secret) || key.length < 24 || key.length > 64) throw new errors.TICKET_ERR_REST_SECRET(`rest/tickets/webhook/${name}`)
  return key
}

/** Seconds or milliseconds since 1970, or ISO 8601. */
function toMs (time: string): number {
  if (!/^\d{1,16}$/.test(time)) return Date.parse(time)
  return time.length > 11 ? Number(time) : Number(time) * 1000
}
