import { Rejected, type CrmWrite, type FieldValue } from '@kefuhub/contract'
import { cleanText, placeValues, readEmails, readPhone } from '../contact-values.js'
import type { SalesforceRecord } from './api.js'
import { nameOf, readValue, textOf } from './contact.js'
import { splitName } from './name.js'
import type { Options } from './options.js'
import type { ContactSchema, SalesforceField } from './schema.js'

/** What is written into a contact, by its fields; empty where nothing changes. */
export type Values = Record<string, FieldValue>

/** What a write changes of a record, or makes of a new one. @throws Rejected for a field or value that cannot be written */
export function toValues (write: CrmWrite, record: SalesforceRecord | undefined, { fields, phones }: ContactSchema, options: Options): Values {
  const { externalIdField, countryCode, nameRule, unnamed } = options
  const current = (field: string): string | undefined => textOf(record?.[field])
  const values: Values = {}
  const name = write.name === undefined ? undefined : cleanText(write.name).trim() || unnamed
  if (name !== undefined && (record === undefined || name !== nameOf(record))) {
    const { first, last } = splitName(name, nameRule)
    if (last !== current('LastName')) values['LastName'] = last
    if (first !== (current('FirstName') ?? null)) values['FirstName'] = first
  }
  if (record === undefined) values['LastName'] ??= unnamed
  if (write.externalId !== current(externalIdField)) values[externalIdField] = write.externalId
  if (write.emails !== undefined) {
    const isSame = (email: string, held: string): boolean => readEmails(held).some((address) => address.toLowerCase() === email.toLowerCase())
    Object.assign(values, placeValues(['Email'], current, write.emails.map(cleanText), isSame))
  }
  if (write.phones !== undefined) {
    const isSame = (phone: string, held: string): boolean => phone === held || readPhone(held, countryCode) === readPhone(phone, countryCode)
    Object.assign(values, placeValues(phones, current, write.phones.map(cleanText), isSame))
  }
  for (const [key, value] of Object.entries(write.fields)) {
    const field = fields.get(key)
    if (field === undefined) throw new Rejected(`Salesforce shows no field ${key} on Contact; mend the mapping, or give the user access to it`)
    if (!(record === undefined ? field.createable : field.updateable)) throw new Rejected(`The field ${key} of Contact cannot be written; mend the mapping`)
    const wanted = toValue(key, field, value)
    if (record === undefined ? wanted !== null : readValue(field, record[key]) !== readValue(field, wanted)) values[key] = wanted
    else delete values[key]
  }
  return values
}

function toValue (key: string, { type }: SalesforceField, value: FieldValue): FieldValue {
  switch (type) {
    case 'boolean':
      // A checkbox is never empty.
      if (value === null) return false
      if (typeof value === 'boolean') return value
      throw mismatch(key, 'true or false')
    case 'int':
    case 'double':
    case 'currency':
    case 'percent':
      if (value === null || typeof value === 'number') return value
      throw mismatch(key, 'numbers')
    case 'date':
    case 'datetime': {
      if (value === null) return null
      const time = typeof value === 'string' ? new Date(value) : new Date(NaN)
      if (Number.isNaN(time.getTime())) throw mismatch(key, 'dates of ISO 8601')
      // Times are kept to the second.
      return type === 'date' ? String(value).slice(0, 10) : time.toISOString().replace(/\.\d+Z/, '.000Z')
    }
    default: return value === null ? null : cleanText(String(value)).trim() || null
  }
}

function mismatch (key: string, needed: string): Rejected { return new Rejected(`The field ${key} of Contact takes ${needed}; mend the mapping`) }
