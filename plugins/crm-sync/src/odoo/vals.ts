import { Rejected, type CrmWrite, type FieldValue } from '@kefuhub/contract'
import { cleanText, placeValues, readEmails, readPhone } from '../contact-values.js'
import type { Options } from './options.js'
import { readValue, textOf, type Partner } from './partner.js'
import type { OdooField, PartnerSchema } from './schema.js'

/** What is written into a partner, by its fields; empty where nothing changes. */
export type Vals = Record<string, string | number | boolean>

/** What a write changes of a partner, or makes of a new one. @throws Rejected for a field or value that cannot be written */
export function toVals (write: CrmWrite, partner: Partner | undefined, { fields, phones }: PartnerSchema, options: Options): Vals {
  const { externalIdField, unnamed, countryCode } = options
  const current = (field: string): string | undefined => textOf(partner?.[field])
  const vals: Vals = {}
  const name = write.name === undefined ? undefined : cleanText(write.name).trim() || unnamed
  if (name !== undefined && name !== current('name')) vals['name'] = name
  if (partner === undefined) vals['name'] ??= unnamed
  if (write.externalId !== current(externalIdField)) vals[externalIdField] = write.externalId
  if (write.emails !== undefined) {
    const isSame = (email: string, held: string): boolean => readEmails(held).some((address) => address.toLowerCase() === email.toLowerCase())
    put(vals, placeValues(['email'], current, write.emails.map(cleanText), isSame))
  }
  if (write.phones !== undefined) {
    const isSame = (phone: string, held: string): boolean => phone === held || readPhone(held, countryCode) === readPhone(phone, countryCode)
    put(vals, placeValues(phones, current, write.phones.map(cleanText), isSame))
  }
  for (const [key, value] of Object.entries(write.fields)) {
    const field = fields.get(key)
    if (field === undefined) throw new Rejected(`Odoo has no field ${key} on res.partner; mend the mapping`)
    if (field.readonly || key === 'id') throw new Rejected(`The field ${key} of res.partner cannot be written; mend the mapping`)
    const wanted = toValue(key, field, value)
    if (partner === undefined ? wanted !== false : differs(field, partner[key], wanted)) vals[key] = wanted
  }
  return vals
}

function put (vals: Vals, changes: Record<string, string | null>): void {
  for (const [field, value] of Object.entries(changes)) vals[field] = value ?? false
}

function differs (field: OdooField, held: unknown, wanted: Vals[string]): boolean {
  return readValue(field, held) !== readValue(field, wanted)
}

function toValue (key: string, { type }: OdooField, value: FieldValue): Vals[string] {
  if (value === null) return false
  switch (type) {
    case 'boolean':
      if (typeof value === 'boolean') return value
      throw mismatch(key, 'true or false')
    case 'integer':
    case 'many2one':
      if (typeof value === 'number' && Number.isInteger(value)) return value
      throw mismatch(key, type === 'integer' ? 'whole numbers' : 'the number of a record')
    case 'float':
    case 'monetary':
      if (typeof value === 'number') return value
      throw mismatch(key, 'numbers')
    case 'date':
    case 'datetime': {
      const time = typeof value === 'string' ? new Date(value) : new Date(NaN)
      if (Number.isNaN(time.getTime())) throw mismatch(key, 'dates of ISO 8601')
      return type === 'date' ? String(value).slice(0, 10) : time.toISOString().slice(0, 19).replace('T', ' ')
    }
    default: return cleanText(String(value))
  }
}

function mismatch (key: string, needed: string): Rejected { return new Rejected(`The field ${key} of res.partner takes ${needed}; mend the mapping`) }
