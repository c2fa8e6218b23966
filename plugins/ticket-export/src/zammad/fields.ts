import { Rejected, type FieldValue } from '@kefuhub/contract'
import { textAt, valueAt } from '../tickets/foreign.js'
import type { Options } from './options.js'

const OWN = new Set(['id', 'number', 'article', 'customer', 'customer_id', 'created_at', 'updated_at'])

/** Values by the names of Zammad's attributes. @throws Rejected for one that is the hub's own */
export function toAttributes (fields: Record<string, FieldValue>, { attribute }: Options): Record<string, FieldValue> {
  for (const name of Object.keys(fields)) {
    if (OWN.has(name) || name === attribute) throw new Rejected(`The field '${name}' of Zammad is written by the hub itself; take it out of the mapping`)
  }
  return fields
}

/** Those attributes that a ticket does not have yet. Tags cannot be read with the ticket and count as there. */
export function differing (attributes: Record<string, FieldValue>, ticket: unknown): Record<string, FieldValue> {
  return Object.fromEntries(Object.entries(attributes).filter(([name, value]) => {
    const present = valueAt(ticket, name)
    return name !== 'tags' && (value ?? null) !== (present ?? null) && String(value) !== textAt(ticket, name)
  }))
}
