import type { ErpHub, ErpInstance } from '@kefuhub/contract'
import { Exporter } from '../tickets/exporter.js'
import { StateTable } from '../tickets/states.js'
import { addWebhook } from '../webhook.js'
import { openApi } from './api.js'
import { ZammadChanges } from './changes.js'
import { STATES } from './facts.js'
import { markingOf } from './marking.js'
import type { Options } from './options.js'
import { Records } from './record.js'
import { ZammadTickets } from './tickets.js'
import { ZammadWebhook } from './webhook.js'

export { Options } from './options.js'

/** Connects the hub to a Zammad. */
export function connect (hub: ErpHub, options: Options): ErpInstance {
  const records = new Records(options.url, new StateTable(STATES, options.states, hub.log))
  const marking = markingOf(options)
  const tickets = new ZammadTickets(hub, openApi(hub, options), options, records, marking)
  const exporter = new Exporter(hub, tickets)
  const changes = new ZammadChanges(hub.clock, options, tickets, marking)
  return {
    ...(options.updates !== 'poll' && options.webhookSecret !== undefined && { endpoints: [addWebhook(hub, new ZammadWebhook(options.webhookSecret, hub.clock, records, marking))] }),
    exportTicket: (ticket) => exporter.export(ticket),
    ...(options.updates !== 'webhook' && { ticketChanges: (cursor: string | undefined) => changes.since(cursor) })
  }
}
