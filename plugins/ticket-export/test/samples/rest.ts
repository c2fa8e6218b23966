import type { ErpSample, ErpStand } from '@kefuhub/contract/testing'
import { RestSystem, type RestSettings } from '../../src/simulator/rest.js'
import { SystemServer } from '../../src/simulator/server.js'
import { NOW_MS, WAIT_MS, faultsOf, ticking, withHeader } from './stand.js'

const TOKEN = 'rest-test-token'
const SECRET = 'whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY='
const STATES = { open: 'new', working: 'in-progress', waiting: 'waiting-customer', parked: 'on-hold', done: 'solved', archived: 'closed' }
const STATUSES = { new: 'open', 'in-progress': 'working', 'waiting-customer': 'waiting', 'on-hold': 'parked', solved: 'done', closed: 'archived' }

const connection = (baseUrl: string) => ({ baseUrl, auth: { bearer: { token: TOKEN } } })
const NEXT = { page: { param: 'page' } }

/** The ticket system, as the config describes it. */
export const TICKETS = {
  ticket: '{ "externalId": $string(id), "externalNumber": number, "url": link, "status": state, "changedAt": updatedAt, "key": ref }',
  states: STATES,
  statuses: STATUSES,
  create: {
    request: {
      method: 'POST', path: '/tickets', body: '{ "ref": $key, "title": $subject, "body": $description, "state": $status, "prio": $priority, "mail": $string($contact.email), "extra": $fields }'
    },
    answer: 'data'
  },
  find: { request: { method: 'GET', path: '/tickets', query: { ref: '{{key}}' } }, items: 'tickets' },
  read: { request: { method: 'GET', path: '/tickets/{{externalId}}' }, answer: 'data' },
  update: { request: { method: 'PATCH', path: '/tickets/{{externalId}}', body: '{ "title": $subject, "state": $status, "prio": $priority, "extra": $fields }' }, answer: 'data' },
  comment: {
    request: { method: 'POST', path: '/tickets/{{externalId}}/notes', body: '{ "text": $text, "public": $isPublic, "author": $author }' },
    list: {
      request: { method: 'GET', path: '/tickets/{{externalId}}/notes' },
      items: 'notes',
      next: NEXT,
      comment: '{ "id": $string(id), "text": text, "isPublic": public, "by": author, "at": createdAt }'
    }
  },
  attachment: {
    request: { method: 'POST', path: '/tickets/{{externalId}}/files' },
    multipart: 'file',
    list: { request: { method: 'GET', path: '/tickets/{{externalId}}/files' }, items: 'files', file: '{ "name": name, "bytes": size }' }
  },
  changes: { request: { method: 'GET', path: '/tickets', query: { since: '{{since}}' } }, items: 'tickets', next: NEXT, comments: true }
}

/** How it calls. */
export const WEBHOOK = {
  kind: 'standard-webhooks',
  secret: SECRET,
  news: 'data.{ "externalId": $string(ticket.id), "status": ticket.state, "changedAt": ticket.updatedAt, "comment": note ? { "id": $string(note.id), "text": note.text, "isPublic": note.public, "by": note.author } }'
}

/** The ERP, as the config describes it. */
export const ORDERS = {
  find: {
    number: { request: { method: 'GET', path: '/orders', query: { no: '{{number}}' } }, items: 'orders' },
    email: { request: { method: 'GET', path: '/orders', query: { mail: '{{email}}', limit: '{{limit}}' } }, items: 'orders' },
    phone: { request: { method: 'GET', path: '/orders', query: { phone: '{{phone}}', limit: '{{limit}}' } }, items: 'orders' }
  },
  get: { request: { method: 'GET', path: '/orders/{{id}}' } },
  order: '{ "id": $string(id), "number": no, "status": state, "payment": paid ? "paid" : "unpaid", "total": amount, "currency": currency, "placedAt": createdAt, "changedAt": updatedAt, "name": buyer.name, "phones": buyer.phone, "emails": buyer.mail, "lines": items.{ "id": $string(pos), "sku": sku, "title": title, "quantity": qty, "shipped": sent, "returned": back, "price": price } }',
  statuses: { NEW: 'confirmed', SENT: 'shipped', CANCELLED: 'cancelled' },
  logistics: {
    request: { method: 'GET', path: '/orders/{{id}}/parcels' },
    items: 'parcels',
    shipment: '{ "id": $string(id), "number": waybill, "carrier": carrier, "trackingNumbers": waybill, "state": "moving", "shippedAt": sentAt, "steps": { "at": sentAt, "text": "sent" } }'
  },
  returns: {
    create: {
      request: { method: 'POST', path: '/orders/{{orderId}}/returns', body: '{ "ref": $key, "kind": $kind, "reason": $reason, "lines": [$lines.{ "pos": $number(lineId), "qty": quantity }] }' }
    },
    find: { request: { method: 'GET', path: '/returns', query: { ref: '{{key}}' } }, items: 'returns' },
    return: '{ "id": $string(id), "number": no, "status": "requested", "key": ref }'
  }
}

export interface RestStand extends ErpStand { server: SystemServer<RestSystem> }

/** Starts both with the kit's handles. */
export async function openRest (options: object, settings: Partial<RestSettings> = {}): Promise<RestStand> {
  const system = new RestSystem({ token: TOKEN, webhookSecret: SECRET, pageSize: 2, waitS: WAIT_MS / 1000, now: ticking(1), ...settings })
  const server = await SystemServer.start(system)
  return {
    server,
    options: { rest: { connection: connection(`${server.url}/api`), ...options } },
    ...faultsOf(server),
    close: () => server.close(),
    tickets: {
      all: () => [...system.tickets.values()].map(({ notes, files, ...ticket }) => ({ id: String(ticket.id), text: Object.values(ticket).join('\n') })),
      comments: (id) => (system.tickets.get(Number(id))?.notes ?? []).map(({ text }) => text),
      files: (id) => (system.tickets.get(Number(id))?.files ?? []).map(({ name, content }) => ({ name, bytes: content })),
      move: (id, to) => system.move(Number(id), to === 'in-progress' ? 'working' : to === 'solved' ? 'done' : 'escalated'),
      comment: (id, text) => system.comment(Number(id), text)
    },
    orders: {
      add: ({ number, customer: { name, phone = '', email = '' }, lines, placedAtMs }) => String(system.sell({
        no: number, buyer: { name, phone, mail: email }, items: lines.map(({ quantity, ...line }) => ({ ...line, qty: quantity })), atMs: placedAtMs
      }).id),
      ship: (id, { carrier, trackingNumber }) => system.ship(Number(id), { carrier, waybill: trackingNumber }),
      cancel (id) { Object.assign(system.orders.get(Number(id)) ?? {}, { state: 'CANCELLED' }) },
      returns: (id) => (system.orders.get(Number(id))?.returns ?? []).map((made) => ({ id: String(made.id), text: Object.values(made).join('\n') }))
    },
    webhook: {
      request (id, site) {
        const { headers = {}, body = Buffer.alloc(0) } = system.webhooks.latest(id) ?? {}
        return { method: 'POST', url: `${site.baseUrl}/webhook`, headers: system.sign(body, site.nowMs, headers['webhook-id'] ?? ''), body }
      }
    }
  }
}

const signer = new RestSystem({ token: TOKEN, webhookSecret: SECRET })
const common = { nowMs: NOW_MS, waitMs: WAIT_MS, files: null } as const
const BAD = [
  { name: 'no connection', options: { rest: { tickets: TICKETS } }, path: '/rest/connection' },
  { name: 'no expression for tickets', options: { rest: { connection: connection('https://desk.test'), tickets: { ...TICKETS, ticket: undefined } } }, path: '/rest/tickets/ticket' },
  { name: 'a method that is none', options: { rest: { connection: connection('https://desk.test'), tickets: { ...TICKETS, read: { request: { method: 'LOOK', path: '/' } } } } }, path: '/rest/tickets/read/request/method' }
]

/** A ticket system of one's own; polling, or calling. */
export function restTicketSample (updates: 'poll' | 'webhook'): ErpSample {
  const { changes, find, ...rest } = TICKETS
  const tickets = updates === 'poll'
    ? { ...rest, find, changes }
    : { ...rest, create: { ...rest.create, idempotencyHeader: 'Idempotency-Key' }, webhook: WEBHOOK }
  return {
    ...common,
    options: { rest: { connection: connection('https://desk.test/api'), tickets } },
    badOptions: BAD,
    open: () => openRest({ tickets }),
    orders: null,
    logistics: false,
    returns: null,
    tickets: { fields: { shop: 'north' }, takesFiles: true },
    polling: updates === 'poll' ? { threePages: 5 } : null,
    webhook: updates === 'poll'
      ? null
      : {
          forgeries: [
            { name: 'another secret', forge: withHeader('webhook-signature', () => `v1,${Buffer.alloc(32).toString('base64')}`) },
            { name: 'no signature', forge: withHeader('webhook-signature', () => undefined) },
            { name: 'another version', forge: withHeader('webhook-signature', (value) => value.replace('v1,', 'v2,')) },
            { name: 'another id', forge: withHeader('webhook-id', () => 'msg_other') },
            { name: 'another time', forge: withHeader('webhook-timestamp', (value) => String(Number(value) + 1)) },
            { name: 'no time', forge: withHeader('webhook-timestamp', () => undefined) },
            { name: 'another body', forge: (request) => ({ ...request, body: Buffer.from('{"data":{"ticket":{"id":1,"state":"done"}}}') }) }
          ],
          seal: (body, site) => ({ method: 'POST', url: `${site.baseUrl}/webhook`, headers: signer.sign(body, site.nowMs, 'msg_1'), body }),
          malformed: [{ name: 'no status', payload: Buffer.from('{"data":{"ticket":{"id":1}}}') }],
          staleAfterMs: 301_000,
          maxBodyBytes: 1024 * 1024
        }
  }
}

/** An ERP of one's own. */
export const restOrderSample: ErpSample = {
  ...common,
  options: { rest: { connection: connection('https://erp.test/api'), orders: ORDERS } },
  badOptions: BAD,
  open: () => openRest({ orders: ORDERS }),
  orders: { unknownId: '999999' },
  logistics: true,
  returns: { kind: 'return' },
  tickets: null,
  polling: null,
  webhook: null
}
