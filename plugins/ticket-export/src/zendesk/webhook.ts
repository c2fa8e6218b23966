import { createHash, createHmac } from 'node:crypto'
import type { Clock, TicketNews } from '@kefuhub/contract'
import { errors } from '../errors.js'
import { dateAt, textAt, valueAt } from '../tickets/foreign.js'
import { commentNews, stateNews } from '../tickets/news.js'
import { ReplayGuard } from '../tickets/replay-guard.js'
import type { StateTable } from '../tickets/states.js'
import { headerOf, isEqual, type Delivery, type WebhookRules } from '../webhook.js'
import { DELIVERY_HEADER, MAX_AGE_MS, SIGNATURE_HEADER, TIMESTAMP_HEADER } from './facts.js'
import type { Records } from './record.js'

/**
 * Zendesk's calls: events of tickets, or the body of a trigger (`ticket_id`, `status`, and where given `external_id`, `updated_at`).
 * The signature is the base64 of an HMAC-SHA256 with the secret as it stands, over timestamp and body with nothing between.
 */
export class ZendeskWebhook implements WebhookRules {
  readonly #secret: string
  readonly #clock: Clock
  readonly #states: StateTable
  readonly #records: Records
  readonly #guard = new ReplayGuard(MAX_AGE_MS)

  constructor (secret: string, clock: Clock, states: StateTable, records: Records) {
    this.#secret = secret
    this.#clock = clock
    this.#states = states
    this.#records = records
  }

  verify (delivery: Delivery): void {
    const timestamp = headerOf(delivery, TIMESTAMP_HEADER)
    const signature = headerOf(delivery, SIGNATURE_HEADER)
    const right = createHmac('sha256', this.#secret).update(timestamp).update(delivery.body).digest('base64')
    if (timestamp === '' || !isEqual(signature, right)) throw new errors.TICKET_ERR_WEBHOOK_SIGNATURE()
    const nowMs = this.#clock.now()
    // Not a number is no age that is allowed.
    if (!(Math.abs(nowMs - Date.parse(timestamp)) <= MAX_AGE_MS)) throw new errors.TICKET_ERR_WEBHOOK_STALE()
    if (!this.#guard.admits(signature, headerOf(delivery, DELIVERY_HEADER), nowMs)) throw new errors.TICKET_ERR_WEBHOOK_REPLAY()
  }

  read (payload: unknown, delivery: Delivery): TicketNews[] {
    const detail = valueAt(payload, 'detail')
    const source = detail ?? payload
    const id = textAt(source, detail === undefined ? 'ticket_id' : 'id')
    const raw = textAt(source, 'status')
    if (id === undefined || raw === undefined) throw new errors.TICKET_ERR_WEBHOOK_MALFORMED('it names no ticket with a status')
    // Whoever has no external id was not made by the hub. A trigger's body may leave it out.
    if (valueAt(source, 'external_id') !== undefined && textAt(source, 'external_id') === undefined) return []
    const status = raw.toLowerCase()
    const ticket = {
      externalId: id,
      externalNumber: id,
      url: this.#records.pageOf(id),
      status,
      state: this.#states.toState(status),
      changedAt: dateAt(source, 'updated_at') ?? new Date(headerOf(delivery, TIMESTAMP_HEADER))
    }
    const comment = valueAt(payload, 'event', 'comment')
    const commentId = textAt(comment, 'id')
    if (commentId === undefined) return [stateNews(ticket, keyOf(delivery))]
    const news = commentNews(ticket, {
      id: commentId, text: textAt(comment, 'body') ?? '', isPublic: valueAt(comment, 'is_public') === true, by: textAt(comment, 'author', 'name')
    })
    return news === undefined ? [] : [news]
  }
}

/** The same for every repeat of a delivery. */
function keyOf (delivery: Delivery): string {
  const id = headerOf(delivery, DELIVERY_HEADER)
  return id === '' ? `signature-${createHash('sha256').update(headerOf(delivery, SIGNATURE_HEADER)).digest('hex')}` : `delivery-${id}`
}
