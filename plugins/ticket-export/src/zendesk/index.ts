import type { ErpHub, ErpInstance } from '@kefuhub/contract'
import { Exporter } from '../tickets/exporter.js'
import { StateTable } from '../tickets/states.js'
import { addWebhook } from '../webhook.js'
import { openApi } from './api.js'
import { ZendeskChanges } from './changes.js'
import { STATES } from './facts.js'
import type { Options } from './options.js'
import { Records } from './record.js'
import { ZendeskTickets } from './tickets.js'
import { ZendeskWebhook } from './webhook.js'

export { Options } from './options.js'

/** Connects the hub to a Zendesk account. */
export function connect (hub: ErpHub, options: Options): ErpInstance {
  const rest = openApi(hub, options)
  const states = new StateTable(STATES, options.states, hub.log)
  const records = new Records(options.url, states)
  const tickets = new ZendeskTickets(rest, options, records)
  const exporter = new Exporter(hub, tickets)
  const changes = new ZendeskChanges(rest, hub.clock, options, records, tickets)
  return {
    ...(options.updates !== 'poll' && options.webhookSecret !== undefined && { endpoints: [addWebhook(hub, new ZendeskWebhook(options.webhookSecret, hub.clock, states, records))] }),
    exportTicket: (ticket) => exporter.export(ticket),
    ...(options.updates !== 'webhook' && { ticketChanges: (cursor: string | undefined) => changes.since(cursor) })
  }
}
