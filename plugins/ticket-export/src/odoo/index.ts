import type { ErpHub, ErpInstance } from '@kefuhub/contract'
import { Exporter } from '../tickets/exporter.js'
import { readLogistics } from './logistics.js'
import { Odoo } from './odoo.js'
import type { Options, TicketOptions } from './options.js'
import { Orders } from './orders.js'
import { Partners } from './partners.js'
import { Returns } from './returns.js'
import { Stages } from './stages.js'
import { TicketNewsReader } from './ticket-news.js'
import { Tickets } from './tickets.js'

export { Options } from './options.js'

/** Orders, deliveries, returns and tickets of one Odoo database. Nothing is called yet. */
export function connect (hub: ErpHub, options: Options): ErpInstance {
  const odoo = new Odoo(hub, options)
  const partners = new Partners(odoo, options)
  return {
    ...(options.orders && orderMethods(hub, odoo, partners, options)),
    ...(options.tickets && ticketMethods(hub, odoo, partners, { ...options, tickets: options.tickets }))
  }
}

function orderMethods (hub: ErpHub, odoo: Odoo, partners: Partners, options: Options): ErpInstance {
  const orders = new Orders(odoo, partners, options)
  const returns = new Returns(hub, odoo, options)
  return {
    findOrders: (query, limit) => orders.find(query, limit),
    getOrder: (id) => orders.get(id),
    getLogistics: (orderId) => readLogistics(odoo, orderId),
    createReturn: (request) => returns.create(request),
    findReturn: (request) => returns.find(request)
  }
}

function ticketMethods (hub: ErpHub, odoo: Odoo, partners: Partners, options: Options & { tickets: TicketOptions }): ErpInstance {
  const stages = new Stages(hub, odoo, options.tickets)
  const tickets = new Tickets(hub, odoo, options, options.tickets, { partners, stages })
  const exporter = new Exporter(hub, tickets)
  const news = new TicketNewsReader(hub, odoo, tickets, options.tickets)
  return {
    exportTicket: (ticket) => exporter.export(ticket),
    ticketChanges: (cursor) => news.read(cursor)
  }
}
