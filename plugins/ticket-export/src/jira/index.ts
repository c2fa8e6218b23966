import type { ErpHub, ErpInstance } from '@kefuhub/contract'
import { Exporter } from '../tickets/exporter.js'
import { StateTable } from '../tickets/states.js'
import { addWebhook } from '../webhook.js'
import { openApi } from './api.js'
import { JiraChanges } from './changes.js'
import { JiraCustomers } from './customers.js'
import { STATES } from './facts.js'
import type { Options } from './options.js'
import { Records } from './record.js'
import { Search } from './search.js'
import { JiraTickets } from './tickets.js'
import { Transitions } from './transitions.js'
import { JiraWebhook } from './webhook.js'

export { Options } from './options.js'

/** Connects the hub to a project of Jira Service Management. */
export function connect (hub: ErpHub, options: Options): ErpInstance {
  const rest = openApi(hub, options)
  const records = new Records(options.url, new StateTable(STATES, options.states, hub.log))
  const search = new Search(rest, options)
  const customers = new JiraCustomers(rest, options)
  const transitions = new Transitions(rest, options, records, hub.log)
  const tickets = new JiraTickets(options, { rest, records, search, customers, transitions })
  const exporter = new Exporter(hub, tickets)
  const changes = new JiraChanges(hub.clock, options, records, search, tickets)
  return {
    ...(options.updates !== 'poll' && options.webhookSecret !== undefined && { endpoints: [addWebhook(hub, new JiraWebhook(options.webhookSecret, hub.clock, records, tickets))] }),
    exportTicket: (ticket) => exporter.export(ticket),
    ...(options.updates !== 'webhook' && { ticketChanges: (cursor: string | undefined) => changes.since(cursor) })
  }
}
