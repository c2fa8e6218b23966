import { isUtf8 } from 'node:buffer'
import { timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Endpoint, ErpHub, TicketNews } from '@kefuhub/contract'
import { errors } from './errors.js'

/** A call of the other system. */
export interface Delivery {
  headers: IncomingHttpHeaders
  /** As it came. */
  body: Buffer
}

/** What is particular to one system's webhook. */
export interface WebhookRules {
  /** Looks at the signature, before anything of the body is read. @throws TICKET_ERR_WEBHOOK_SIGNATURE, TICKET_ERR_WEBHOOK_STALE or TICKET_ERR_WEBHOOK_REPLAY */
  verify (delivery: Delivery): void
  /** What the call says; nothing of what is not about tickets of the hub. @throws TICKET_ERR_WEBHOOK_MALFORMED */
  read (payload: unknown, delivery: Delivery): TicketNews[] | Promise<TicketNews[]>
}

/** Longest body of a call, in bytes. */
export const MAX_BODY_BYTES = 1024 * 1024
const LOG_EVERY_MS = 60_000
/** The store does not take anything for now; systems repeat what is answered so. */
const LATER_S = '30'

/**
 * Adds the route `POST /webhook` under the entry's prefix. The system is answered with 204 once its news are durable; a repeat of a
 * delivery has the same event key and changes nothing.
 * @returns the address for an operator to enter there
 */
export function addWebhook (hub: ErpHub, rules: WebhookRules): Endpoint {
  hub.app.register(async (app) => {
    const loggedAtMs = new Map<string, number>()

    app.removeAllContentTypeParsers()
    // The signature is over the bytes as they came, whatever type they are said to have.
    app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MAX_BODY_BYTES }, (_request, body, done) => { done(null, body) })

    app.setErrorHandler((error: Error & { code?: string, statusCode?: number }, _request, reply) => {
      const { statusCode = 500, code = 'unknown' } = error
      if (statusCode >= 500) {
        hub.log.error({ err: error }, 'a call of the webhook could not be dealt with; the other system may repeat it')
        return reply.code(503).header('retry-after', LATER_S).send({ error: 'unavailable' })
      }
      const nowMs = hub.clock.now()
      if (nowMs - (loggedAtMs.get(code) ?? -Infinity) >= LOG_EVERY_MS) {
        loggedAtMs.set(code, nowMs)
        hub.log.warn({ code }, `refused a call of the webhook: ${error.message}`)
      }
      return reply.code(statusCode).send({ error: code })
    })

    app.post('/webhook', async (request, reply) => {
      const delivery = { headers: request.headers, body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0) }
      rules.verify(delivery)
      for (const news of await rules.read(parse(delivery.body), delivery)) await hub.ticketChanged(news)
      return reply.code(204).send()
    })
  })
  return { label: { zh: 'Webhook 地址', en: 'Webhook' }, url: `${hub.baseUrl}/webhook` }
}

/** Whether two texts are the same, told in constant time for texts of the same length. */
export function isEqual (given: string, right: string): boolean {
  const one = Buffer.from(given)
  const other = Buffer.from(right)
  return one.length === other.length && timingSafeEqual(one, other)
}

/** One header as text; empty where there is none. */
export function headerOf ({ headers }: Delivery, name: string): string {
  const value = headers[name.toLowerCase()]
  return typeof value === 'string' ? value : ''
}

function parse (body: Buffer): unknown {
  if (!isUtf8(body)) throw new errors.TICKET_ERR_WEBHOOK_MALFORMED('it is not UTF-8')
  try {
    const value: unknown = JSON.parse(body.toString())
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch {}
  throw new errors.TICKET_ERR_WEBHOOK_MALFORMED('it is not a JSON object')
}
