import { createHash, createHmac } from 'node:crypto'
import type { Clock, TicketNews } from '@kefuhub/contract'
import { errors } from '../errors.js'
import { toExported } from '../tickets/exporter.js'
import { dateAt, textAt, valueAt } from '../tickets/foreign.js'
import { commentNews, stateNews } from '../tickets/news.js'
import { headerOf, isEqual, type Delivery, type WebhookRules } from '../webhook.js'
import { DELIVERY_HEADER, MAX_AGE_MS, SIGNATURE_HEADER } from './facts.js'
import type { Records } from './record.js'
import type { JiraTickets } from './tickets.js'

const EVENTS = new Set(['jira:issue_created', 'jira:issue_updated', 'comment_created'])

/** Jira's calls: changes of issues and new comments. Signed with an HMAC-SHA256 of the body. */
export class JiraWebhook implements WebhookRules {
  readonly #secret: string
  readonly #clock: Clock
  readonly #records: Records
  readonly #tickets: JiraTickets

  constructor (secret: string, clock: Clock, records: Records, tickets: JiraTickets) {
    this.#secret = secret
    this.#clock = clock
    this.#records = records
    this.#tickets = tickets
  }

  verify (delivery: Delivery): void {
    const right = `sha256=${createHmac('sha256', this.#secret).update(delivery.body).digest('hex')}`
    if (!isEqual(headerOf(delivery, SIGNATURE_HEADER), right)) throw new errors.TICKET_ERR_WEBHOOK_SIGNATURE()
  }

  read (payload: unknown, delivery: Delivery): TicketNews[] {
    const nowMs = this.#clock.now()
    const at = dateAt(payload, 'timestamp')
    if (at !== undefined && Math.abs(nowMs - at.getTime()) > MAX_AGE_MS) throw new errors.TICKET_ERR_WEBHOOK_STALE()
    const event = textAt(payload, 'webhookEvent')
    if (event === undefined) throw new errors.TICKET_ERR_WEBHOOK_MALFORMED('it names no event')
    if (!EVENTS.has(event)) return []
    const record = this.#records.find(valueAt(payload, 'issue'), at ?? new Date(nowMs))
    if (record === undefined) throw new errors.TICKET_ERR_WEBHOOK_MALFORMED('it names no issue with a status')
    if (!this.#tickets.isOurs(record)) return []
    const ticket = toExported(record)
    const comment = valueAt(payload, 'comment')
    const id = textAt(comment, 'id')
    const words = id === undefined
      ? undefined
      // What is not said to be public is not shown to customers.
      : commentNews(ticket, { id, text: textAt(comment, 'body') ?? '', isPublic: valueAt(comment, 'jsdPublic') === true, by: textAt(comment, 'author', 'displayName') })
    return [...(words === undefined ? [] : [words]), stateNews(ticket, keyOf(delivery))]
  }
}

/** The same for every repeat of a delivery. */
function keyOf (delivery: Delivery): string {
  const id = headerOf(delivery, DELIVERY_HEADER)
  return id === '' ? `body-${createHash('sha256').update(delivery.body).digest('hex')}` : `delivery-${id}`
}
