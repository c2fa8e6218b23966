import { fieldFault, type FieldValue, type TicketForm } from '@kefuhub/contract'
import type { TicketType } from '../config/tickets-schema.js'
import { errors } from '../errors.js'

/** A status of a type. */
export type TicketStatus = TicketType['statuses'][number]
/** A field of a type. */
export type TicketField = TicketType['fields'][number]

/** The types of tickets that the config states. */
export class TicketTypes {
  readonly list: readonly TicketType[]

  constructor (types: readonly TicketType[]) { this.list = types }

  /** What customers may fill in themselves. */
  get forms (): TicketForm[] { return this.list.filter(({ form }) => form).map(({ id, title, fields }) => ({ id, title, fields })) }

  /** @throws KH_ERR_TICKET_TYPE_UNKNOWN */
  get (id: string): TicketType {
    const type = this.find(id)
    if (type === undefined) throw new errors.KH_ERR_TICKET_TYPE_UNKNOWN(id, this.list.map(({ id }) => id).join(', '))
    return type
  }

  find (id: string): TicketType | undefined { return this.list.find((type) => type.id === id) }

  /** @throws KH_ERR_TICKET_STATUS_UNKNOWN */
  status (type: TicketType, id: string): TicketStatus {
    const status = type.statuses.find((status) => status.id === id)
    if (status === undefined) throw new errors.KH_ERR_TICKET_STATUS_UNKNOWN(id, type.id, type.statuses.map(({ id }) => id).join(', '))
    return status
  }

  /** Whether a ticket may go from one status to another; it may always stay. A status that the config no longer has lets it go anywhere. */
  mayFollow (type: TicketType, from: string, to: string): boolean {
    const next = type.statuses.find((status) => status.id === from)?.next
    return from === to || next === undefined || next.includes(to)
  }

  /**
   * The values of a ticket's fields as they are kept. Unknown names are refused, `null` empties a field.
   * @param kept what the ticket has already
   * @throws KH_ERR_TICKET_FIELD_INVALID
   */
  checkFields (type: TicketType, given: Readonly<Record<string, FieldValue>>, kept: Readonly<Record<string, FieldValue>> = {}): Record<string, FieldValue> {
    for (const name of Object.keys(given)) {
      if (!type.fields.some((field) => field.name === name)) throw new errors.KH_ERR_TICKET_FIELD_INVALID(name, `a ticket of type '${type.id}' has no such field`)
    }
    const values: Record<string, FieldValue> = {}
    for (const field of type.fields) {
      const value = Object.hasOwn(given, field.name) ? given[field.name] ?? null : kept[field.name] ?? null
      const fault = fieldFault(field, value)
      if (fault !== undefined) throw new errors.KH_ERR_TICKET_FIELD_INVALID(field.name, fault)
      if (value !== null && value !== '') values[field.name] = value
    }
    return values
  }
}

/** Whether the config, and nothing else, stands against a ticket: to ask again would change nothing. */
export function isTicketRefusal (error: unknown): error is Error {
  return error instanceof errors.KH_ERR_TICKET_TYPE_UNKNOWN || error instanceof errors.KH_ERR_TICKET_FIELD_INVALID
}
