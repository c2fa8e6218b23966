import type { ErpHub, ErpInstance } from '@kefuhub/contract'
import { checkTimeZone } from '../erp/local-time.js'
import { Exporter } from '../tickets/exporter.js'
import { StateTable } from '../tickets/states.js'
import { addWebhook } from '../webhook.js'
import { Customers } from './customers.js'
import { STATES } from './facts.js'
import { Frappe } from './frappe.js'
import { readLogistics } from './logistics.js'
import type { Options, TicketOptions } from './options.js'
import { Orders } from './orders.js'
import { Returns } from './returns.js'
import { TicketNewsReader } from './ticket-news.js'
import { Tickets } from './tickets.js'
import { FrappeWebhook } from './webhook.js'

export { Options } from './options.js'

/** Orders, deliveries, returns and tickets of one ERPNext site. Nothing is called yet. @throws RangeError for an unknown time zone */
export function connect (hub: ErpHub, options: Options): ErpInstance {
  checkTimeZone(options.timeZone)
  const frappe = new Frappe(hub, options)
  const customers = new Customers(frappe, options)
  return {
    ...(options.orders && orderMethods(hub, frappe, customers, options)),
    ...(options.tickets && ticketMethods(hub, frappe, customers, options, options.tickets))
  }
}

function orderMethods (hub: ErpHub, frappe: Frappe, customers: Customers, options: Options): ErpInstance {
  const orders = new Orders(frappe, customers, options)
  const returns = new Returns(hub, frappe, options)
  return {
    findOrders: (query, limit) => orders.find(query, limit),
    getOrder: (id) => orders.get(id),
    getLogistics: (orderId) => readLogistics(frappe, orderId, options.timeZone),
    createReturn: (request) => returns.create(request),
    findReturn: (request) => returns.find(request)
  }
}

function ticketMethods (hub: ErpHub, frappe: Frappe, customers: Customers, options: Options, own: TicketOptions): ErpInstance {
  const tickets = new Tickets(frappe, options, own, customers, new StateTable(STATES, own.states, hub.log))
  const exporter = new Exporter(hub, tickets)
  const news = new TicketNewsReader(hub, frappe, tickets, own, options.timeZone)
  return {
    ...(own.updates !== 'poll' && own.webhookSecret !== undefined && { endpoints: [addWebhook(hub, new FrappeWebhook(own.webhookSecret, frappe, own, news))] }),
    exportTicket: (ticket) => exporter.export(ticket),
    ...(own.updates !== 'webhook' && { ticketChanges: (cursor: string | undefined) => news.read(cursor) })
  }
}
