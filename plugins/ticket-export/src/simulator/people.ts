import type { TicketState } from '@kefuhub/contract'
import type { SimulatedTickets } from '@kefuhub/contract/testing'
import { STATUSES as ERPNEXT } from '../erpnext/facts.js'
import { STATUSES as ZAMMAD } from '../zammad/facts.js'
import { STATUSES as ZENDESK } from '../zendesk/facts.js'
import { ErpnextSystem } from './erpnext.js'
import { WORKFLOW } from './jira-issue.js'
import { JiraSystem } from './jira.js'
import { OdooSystem } from './odoo.js'
import { RestSystem } from './rest.js'
import type { System } from './server.js'
import { ZammadSystem } from './zammad.js'
import { ZendeskSystem } from './zendesk.js'

type Words = Readonly<Record<TicketState, string>>

const JIRA: Words = {
  new: 'Waiting for support', 'in-progress': 'Waiting for support', 'waiting-customer': 'Waiting for customer', 'on-hold': 'Pending', solved: 'Resolved', closed: 'Closed'
}
const ODOO: Words = { new: 'New', 'in-progress': 'In Progress', 'waiting-customer': 'On Hold', 'on-hold': 'On Hold', solved: 'Solved', closed: 'Cancelled' }
const REST: Words = { new: 'open', 'in-progress': 'working', 'waiting-customer': 'waiting', 'on-hold': 'parked', solved: 'done', closed: 'archived' }

/** What of an entry's options says how tickets are kept, and by which words. */
export interface DeskOptions {
  statuses?: Partial<Words>
  tickets?: { model?: string, statuses?: Partial<Words> }
}

/** The people of a system who look after tickets; undefined for one that the entry gives no tickets. */
export function peopleOf (system: System, { statuses, tickets }: DeskOptions): SimulatedTickets | undefined {
  const wordIn = (words: Words) => (state: TicketState): string => ({ ...words, ...statuses, ...tickets?.statuses })[state]
  if (system instanceof ZendeskSystem) return numbered(system, wordIn(ZENDESK))
  if (system instanceof ZammadSystem) return numbered(system, wordIn(ZAMMAD))
  if (system instanceof JiraSystem) {
    const word = wordIn(JIRA)
    const move = (id: string, state: TicketState): void => {
      const { name = word(state), category = 'indeterminate' as const } = WORKFLOW.find(({ name }) => name === word(state)) ?? {}
      system.move(id, { name, category }, category === 'done' ? 'Done' : null)
    }
    return { list: () => [...system.issues.keys()], move }
  }
  if (tickets === undefined) return undefined
  if (system instanceof RestSystem) return numbered(system, wordIn(REST))
  if (system instanceof ErpnextSystem) {
    const word = wordIn(ERPNEXT)
    return { list: () => system.documents.all('Issue').map(({ name }) => name), move: (name, state) => { system.move(name, word(state)) } }
  }
  if (system instanceof OdooSystem) {
    const word = wordIn(ODOO)
    const { model = 'helpdesk.ticket' } = tickets
    return { list: () => system.records.all(model).map(({ id }) => String(id)), move: (id, state) => { system.shop.move(model, Number(id), word(state)) } }
  }
  return undefined
}

function numbered (system: { tickets: ReadonlyMap<number, unknown>, move (id: number, word: string): void }, word: (state: TicketState) => string): SimulatedTickets {
  return { list: () => [...system.tickets.keys()].map(String), move: (id, state) => { system.move(Number(id), word(state)) } }
}
