import { createHash } from 'node:crypto'
import { isDeliveryError, type Clock, type TicketNews } from '@kefuhub/contract'
import { Mapping } from '@kefuhub/contract/rest'
import { errors } from '../errors.js'
import { toExported } from '../tickets/exporter.js'
import { textAt, valueAt } from '../tickets/foreign.js'
import { commentNews, stateNews } from '../tickets/news.js'
import type { Delivery, WebhookRules } from '../webhook.js'
import { Proof } from './proof.js'
import type { WebhookOptions } from './ticket-options.js'
import { toComment, type Records } from './ticket-record.js'

const MOST_NEWS = 100

/** Calls of a system with an API of its own. */
export class RestWebhook implements WebhookRules {
  readonly #proof: Proof
  readonly #news: Mapping
  readonly #records: Records

  /** @throws TICKET_ERR_REST_SECRET, KH_ERR_REST_EXPRESSION */
  constructor (options: WebhookOptions, clock: Clock, records: Records) {
    this.#proof = new Proof(options, clock)
    this.#news = new Mapping(options.news, 'rest/tickets/webhook/news')
    this.#records = records
  }

  verify (delivery: Delivery): void { this.#proof.verify(delivery) }

  async read (payload: unknown, delivery: Delivery): Promise<TicketNews[]> {
    const found = await this.#evaluate(payload)
    if (found === undefined || found === null) return []
    const results = Array.isArray(found) ? found : [found]
    if (results.length > MOST_NEWS) throw new errors.TICKET_ERR_WEBHOOK_MALFORMED(`it holds more than ${MOST_NEWS} pieces of news`)
    return results.flatMap((result, index) => this.#toNews(result, this.#keyOf(delivery, results.length > 1 ? `-${index}` : '')))
  }

  async #evaluate (payload: unknown): Promise<unknown> {
    try {
      return await this.#news.evaluate(payload)
    } catch (error) {
      if (isDeliveryError(error)) throw new errors.TICKET_ERR_WEBHOOK_MALFORMED(error.message)
      throw error
    }
  }

  #toNews (result: unknown, standIn: string): TicketNews[] {
    const record = this.#records.toRecord(result)
    if (record === undefined) throw new errors.TICKET_ERR_WEBHOOK_MALFORMED('rest/tickets/webhook/news gave no externalId and status for it')
    const ticket = toExported(record)
    const eventKey = textAt(result, 'eventKey') ?? standIn
    const comment = toComment(valueAt(result, 'comment'))
    if (comment === undefined) return [stateNews(ticket, eventKey)]
    const news = commentNews(ticket, { ...comment, id: comment.id === '' ? eventKey : comment.id })
    return news === undefined ? [] : [news]
  }

  #keyOf (delivery: Delivery, part: string): string {
    const id = this.#proof.idOf(delivery)
    return id === '' ? `body-${createHash('sha256').update(delivery.body).digest('hex')}${part}` : `delivery-${id.slice(0, 200)}${part}`
  }
}
