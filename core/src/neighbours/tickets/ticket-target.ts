import type { ErpInstance } from '@kefuhub/contract'
import { Mapping } from '@kefuhub/contract/rest'
import type { TicketExportConfig } from '../../config/ticket-export-schema.js'
import type { TicketDoc } from '../../store/ticket-model.js'
import type { Neighbour } from '../neighbour.js'

/** A system that tickets go to. */
export interface TicketTarget {
  id: string
  neighbour: Neighbour<ErpInstance>
  config: TicketExportConfig
  /** Values by the target's own names. */
  fields: ReadonlyMap<string, Mapping>
}

/** Compiles the mapping of an entry. @throws Error that names the expression that is wrong */
export function toTarget (neighbour: Neighbour<ErpInstance>, config: TicketExportConfig): TicketTarget {
  const fields = new Map(Object.entries(config.fields).map(([name, expression]) => [name, new Mapping(expression, `tickets.fields.${name} of '${neighbour.id}'`)]))
  return { id: neighbour.id, neighbour, config, fields }
}

/** Whether a ticket belongs there. */
export function isWanted ({ config }: TicketTarget, ticket: Pick<TicketDoc, 'type' | 'status' | 'history'>): boolean {
  if (config.types !== undefined && !config.types.includes(ticket.type)) return false
  if (config.from === undefined) return true
  const { from } = config
  // Once there, it stays there.
  return from.includes(ticket.status) || ticket.history.some(({ changes }) => changes.some(({ part, to }) => part === 'status' && to !== undefined && from.includes(to)))
}
