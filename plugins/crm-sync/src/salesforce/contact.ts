import type { CrmContact, FieldValue } from '@kefuhub/contract'
import { readEmails, readPhone } from '../contact-values.js'
import type { SalesforceRecord } from './api.js'
import { joinName } from './name.js'
import type { Options } from './options.js'
import type { ContactSchema, SalesforceField } from './schema.js'

/** What a record means to the hub. @param url of its page */
export function toContact (record: SalesforceRecord, { fields, names, phones }: ContactSchema, options: Options, url: string | undefined): CrmContact {
  const text = (name: string): string | undefined => textOf(record[name])
  const externalId = text(options.externalIdField)
  const name = nameOf(record)
  const numbers = phones.flatMap((field) => text(field) ?? []).map((number) => readPhone(number, options.countryCode))
  return {
    id: String(record['Id']),
    ...(externalId !== undefined && { externalId }),
    ...(name !== undefined && { name }),
    phones: [...new Set(numbers)],
    emails: readEmails(text('Email') ?? ''),
    ...(url !== undefined && { url }),
    fields: Object.fromEntries(names.filter((path) => !SYSTEM.has(path)).map((path) => [path, readValue(fields.get(path), follow(record, path))])),
    changedAt: new Date(String(record['SystemModstamp'])),
    ...(record['IsDeleted'] === true && { isGone: true as const })
  }
}

/** The name that a record shows. */
export function nameOf (record: SalesforceRecord): string | undefined {
  return joinName(textOf(record['FirstName']), textOf(record['LastName']), textOf(record['Name']))
}

/** A text that is not empty. */
export function textOf (value: unknown): string | undefined { return typeof value === 'string' && value !== '' ? value : undefined }

/** A value by the type of its field; without one, as it came. */
export function readValue (field: Pick<SalesforceField, 'type'> | undefined, value: unknown): FieldValue {
  if (typeof value === 'string' && field?.type === 'datetime') return new Date(value).toISOString()
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null
}

/** Fields that say what a contact is, not what is known of the customer. */
const SYSTEM = new Set(['Id', 'IsDeleted', 'SystemModstamp', 'LastModifiedDate', 'LastModifiedById', 'LastViewedDate', 'LastReferencedDate'])

function follow (record: SalesforceRecord, path: string): unknown {
  let value: unknown = record
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return null
    value = (value as SalesforceRecord)[name]
  }
  return value
}
