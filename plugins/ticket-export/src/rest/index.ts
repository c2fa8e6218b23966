import { TICKET_STATES, type ErpHub, type ErpInstance } from '@kefuhub/contract'
import { createRest, type Rest } from '@kefuhub/contract/rest'
import { Exporter } from '../tickets/exporter.js'
import { StateTable } from '../tickets/states.js'
import { addWebhook } from '../webhook.js'
import { RestChanges } from './changes.js'
import type { Options } from './options.js'
import { RestOrders } from './orders.js'
import type { TicketOptions } from './ticket-options.js'
import { Records } from './ticket-record.js'
import { RestTickets } from './tickets.js'
import { RestWebhook } from './webhook.js'

export { Options } from './options.js'

/** The hub's own words are understood without being explained. */
const STATES = Object.fromEntries(TICKET_STATES.map((state) => [state, state]))

/**
 * Connects the hub to a system with an API of its own.
 * @throws KH_ERR_REST_TEMPLATE, KH_ERR_REST_EXPRESSION, TICKET_ERR_REST_TWICE, TICKET_ERR_REST_SECRET
 */
export function connect (hub: ErpHub, { connection, tickets, orders }: Options): ErpInstance {
  const rest = createRest(hub, connection)
  return {
    ...(orders && new RestOrders(rest, orders).methods),
    ...(tickets && ticketMethods(hub, rest, tickets))
  }
}

function ticketMethods (hub: ErpHub, rest: Rest, options: TicketOptions): ErpInstance {
  const records = new Records(options.ticket, new StateTable(STATES, options.states, hub.log), hub.clock)
  const tickets = new RestTickets(rest, options, records)
  const exporter = new Exporter(hub, tickets)
  const changes = options.changes && new RestChanges(rest, options.changes, hub.clock, records, tickets)
  return {
    ...(options.webhook && { endpoints: [addWebhook(hub, new RestWebhook(options.webhook, hub.clock, records))] }),
    exportTicket: (ticket) => exporter.export(ticket),
    ...(changes && { ticketChanges: (cursor: string | undefined) => changes.since(cursor) })
  }
}
