import { isDeepStrictEqual } from 'node:util'
import { Rejected, type FieldValue } from '@kefuhub/contract'
import { listAt, textAt, valueAt } from '../tickets/foreign.js'

/** What only the hub writes. */
const OWN = new Set(['id', 'comment', 'external_id', 'requester', 'requester_id', 'via_followup_source_id', 'metadata', 'safe_update', 'updated_stamp'])

/** Properties of a ticket as Zendesk takes them. */
export type Properties = Record<string, unknown> & { custom_fields?: Array<{ id: number, value: FieldValue }> }

/**
 * Values by Zendesk's names: a number is the id of a custom field, `tags` are separated by blanks or commas, everything else is a
 * property of the ticket.
 * @throws Rejected for a property that is the hub's own
 */
export function toProperties (fields: Record<string, FieldValue>): Properties {
  const properties: Properties = {}
  const custom: NonNullable<Properties['custom_fields']> = []
  for (const [name, value] of Object.entries(fields)) {
    if (OWN.has(name)) throw new Rejected(`The field '${name}' of Zendesk is written by the hub itself; take it out of the mapping`)
    if (/^\d{1,15}$/.test(name)) custom.push({ id: Number(name), value })
    else if (name === 'tags') properties.tags = String(value ?? '').split(/[\s,]+/).filter((tag) => tag !== '')
    else properties[name] = name.endsWith('_id') && /^\d{1,15}$/.test(String(value)) ? Number(value) : value
  }
  return custom.length === 0 ? properties : { ...properties, custom_fields: custom }
}

/** Those properties that a ticket does not have yet. */
export function differing (properties: Properties, ticket: unknown): Properties {
  const { custom_fields: custom = [], ...rest } = properties
  const changed: Properties = Object.fromEntries(Object.entries(rest).filter(([name, value]) => !isSame(name, value, valueAt(ticket, name))))
  const known = new Map(listAt(ticket, 'custom_fields').map((field) => [textAt(field, 'id'), valueAt(field, 'value')]))
  const fields = custom.filter(({ id, value }) => !isSame('', value, known.get(String(id))))
  return fields.length === 0 ? changed : { ...changed, custom_fields: fields }
}

function isSame (name: string, value: unknown, present: unknown): boolean {
  if (name === 'tags' && Array.isArray(value)) return isDeepStrictEqual(new Set(value), new Set(Array.isArray(present) ? present : []))
  return isDeepStrictEqual(value ?? null, present ?? null)
}
