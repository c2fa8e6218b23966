import { createHash, createHmac } from 'node:crypto'
import type { Clock, TicketNews } from '@kefuhub/contract'
import { errors } from '../errors.js'
import { toExported } from '../tickets/exporter.js'
import { valueAt } from '../tickets/foreign.js'
import { commentNews, stateNews } from '../tickets/news.js'
import { headerOf, isEqual, type Delivery, type WebhookRules } from '../webhook.js'
import { DELIVERY_HEADER, SIGNATURE_HEADER } from './facts.js'
import type { Marking } from './marking.js'
import { toArticle, type Records } from './record.js'

/** Zammad's calls, made by triggers: the ticket, and the article that went with the change. Signed with an HMAC-SHA1 of the body. */
export class ZammadWebhook implements WebhookRules {
  readonly #secret: string
  readonly #clock: Clock
  readonly #records: Records
  readonly #marking: Marking

  constructor (secret: string, clock: Clock, records: Records, marking: Marking) {
    this.#secret = secret
    this.#clock = clock
    this.#records = records
    this.#marking = marking
  }

  verify (delivery: Delivery): void {
    const right = `sha1=${createHmac('sha1', this.#secret).update(delivery.body).digest('hex')}`
    if (!isEqual(headerOf(delivery, SIGNATURE_HEADER), right)) throw new errors.TICKET_ERR_WEBHOOK_SIGNATURE()
  }

  read (payload: unknown, delivery: Delivery): TicketNews[] {
    const now = new Date(this.#clock.now())
    const record = this.#records.find(valueAt(payload, 'ticket'), now)
    if (record === undefined) throw new errors.TICKET_ERR_WEBHOOK_MALFORMED('it names no ticket with a state')
    if (!this.#marking.isOurs(record)) return []
    const ticket = toExported(record)
    const article = toArticle(valueAt(payload, 'article'), now)
    const words = article === undefined || article.isOfSystem ? undefined : commentNews(ticket, article)
    return [...(words === undefined ? [] : [words]), stateNews(ticket, keyOf(delivery))]
  }
}

/** The same for every repeat of a delivery. */
function keyOf (delivery: Delivery): string {
  const id = headerOf(delivery, DELIVERY_HEADER)
  return id === '' ? `body-${createHash('sha256').update(delivery.body).digest('hex')}` : `delivery-${id}`
}
