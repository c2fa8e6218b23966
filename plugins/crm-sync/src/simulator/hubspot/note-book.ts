import { HubSpotRefusal, invalid, invalidValue, notFound } from './error.js'
import { search, type SearchBody } from './search.js'
import { Table, type Row } from './table.js'

const MAX_BODY = 65_536
const PROPERTIES = new Set(['hs_timestamp', 'hs_note_body', 'hubspot_owner_id', 'hs_object_id', 'createdate', 'lastmodifieddate'])

/** The notes of a simulated account. */
export class NoteBook {
  readonly #table = new Table([], 900_001)
  readonly #byContact = new Map<number, number[]>()
  readonly #hasContact: (id: number) => boolean
  readonly #searchLagMs: number
  readonly #now: () => number

  constructor (hasContact: (id: number) => boolean, searchLagMs: number, now: () => number) {
    this.#hasContact = hasContact
    this.#searchLagMs = searchLagMs
    this.#now = now
  }

  /** The bodies of a contact's notes, oldest first: HTML. */
  of (contactId: string): string[] {
    return (this.#byContact.get(Number(contactId)) ?? []).map((id) => this.#table.get(id)?.values['hs_note_body'] ?? '')
  }

  /** @throws HubSpotRefusal */
  create ({ properties, associations }: Record<string, unknown>): object {
    const values = checkNote((properties ?? {}) as Record<string, unknown>)
    const contacts = toAssociations(associations).map((id) => Number(id))
    if (contacts.some((id) => !this.#hasContact(id))) throw new HubSpotRefusal(404, 'OBJECT_NOT_FOUND', 'No contact with such an id exists')
    const row = this.#table.create(values, this.#now())
    for (const id of contacts) this.#byContact.set(id, [...this.#byContact.get(id) ?? [], row.id])
    return this.#toWire(row)
  }

  /** @throws HubSpotRefusal */
  get (id: string): object {
    const row = this.#table.get(Number(id))
    if (row === undefined) throw notFound()
    return this.#toWire(row)
  }

  /** @throws HubSpotRefusal */
  search (body: SearchBody): object {
    const dueMs = this.#now() - this.#searchLagMs
    const { total, rows } = search(this.#table, body, (row, name) => row.values[name], (name) => PROPERTIES.has(name), (row) => row.changedMs <= dueMs)
    return { total, results: rows.map((row) => this.#toWire(row)) }
  }

  #toWire (row: Row): object {
    const at = new Date(row.createdMs).toISOString()
    return { id: String(row.id), properties: { ...row.values, hs_object_id: String(row.id), createdate: at }, createdAt: at, updatedAt: at, archived: false }
  }
}

function checkNote (properties: Record<string, unknown>): Record<string, string> {
  const values: Record<string, string> = {}
  for (const [name, value] of Object.entries(properties)) {
    if (!PROPERTIES.has(name)) throw invalidValue(name, 'PROPERTY_DOESNT_EXIST', `Property "${name}" does not exist`)
    values[name] = String(value)
  }
  const { hs_timestamp: at = '', hs_note_body: body = '' } = values
  if (!/^\d+$/.test(at) && Number.isNaN(Date.parse(at))) throw invalidValue('hs_timestamp', 'REQUIRED_FIELD', 'hs_timestamp is required: milliseconds or ISO 8601')
  if (body.length > MAX_BODY) throw invalidValue('hs_note_body', 'PROPERTY_VALUE_TOO_LARGE', `hs_note_body has more than ${MAX_BODY} characters`)
  if (body.includes('\0')) throw invalidValue('hs_note_body', 'INVALID_STRING', 'the value has a NUL character')
  return values
}

function toAssociations (associations: unknown): string[] {
  return (Array.isArray(associations) ? associations : []).map((association: { to?: { id?: unknown }, types?: Array<{ associationCategory?: string, associationTypeId?: number }> }) => {
    const [type] = association.types ?? []
    if (type?.associationCategory !== 'HUBSPOT_DEFINED' || type.associationTypeId !== 202) throw invalid('the association type does not join a note to a contact')
    return String(association.to?.id)
  })
}
