import type { TurnTicket } from '@kefuhub/contract'
import type { TicketSource } from './rule.js'
import { fill, type Values } from './variables.js'

/** Makes the ticket that a rule asks for. */
export function toTicket ({ type, subject, description, fields = {}, priority }: TicketSource, values: Values): TurnTicket {
  return {
    type,
    subject: fill(subject, values),
    ...(description !== undefined && { description: fill(description, values) }),
    fields: Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? fill(value, values) : value])),
    ...(priority !== undefined && { priority })
  }
}

/** The texts of a ticket in which variables are filled in, by where they stand. */
export function textsOfTicket (ticket: Partial<TicketSource>): Array<{ path: string[], text: unknown }> {
  const { subject, description, fields } = ticket
  const values = typeof fields === 'object' && fields !== null ? Object.entries(fields) : []
  return [{ path: ['subject'], text: subject }, { path: ['description'], text: description }, ...values.map(([name, text]) => ({ path: ['fields', name], text }))]
}
