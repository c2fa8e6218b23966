import type { CrmContact, FieldValue } from '@kefuhub/contract'
import { readEmails, readPhone } from '../contact-values.js'
import { partnerUrl } from './facts.js'
import type { Options } from './options.js'
import type { OdooField, PartnerSchema } from './schema.js'

/** A partner as it was read. */
export type Partner = Record<string, unknown>

/** What a partner means to the hub. */
export function toContact (partner: Partner, { fields, phones }: PartnerSchema, options: Options): CrmContact {
  const id = String(partner['id'])
  const externalId = textOf(partner[options.externalIdField])
  const name = textOf(partner['name'])
  const numbers = phones.flatMap((field) => textOf(partner[field]) ?? []).map((text) => readPhone(text, options.countryCode))
  return {
    id,
    ...(externalId !== undefined && { externalId }),
    ...(name !== undefined && { name }),
    phones: [...new Set(numbers)],
    emails: readEmails(textOf(partner['email']) ?? ''),
    url: partnerUrl(options.baseUrl, options.api, id),
    fields: readFields(partner, fields),
    changedAt: new Date(`${String(partner['write_date']).replace(' ', 'T')}Z`),
    ...(partner['active'] === false && { isGone: true as const })
  }
}

/** A text that is not empty; Odoo says false where there is none. */
export function textOf (value: unknown): string | undefined { return typeof value === 'string' && value !== '' ? value : undefined }

/** The number of a linked record; Odoo tells it with its name. */
export function linkOf (value: unknown): number | undefined {
  const [id] = Array.isArray(value) ? value as unknown[] : [value]
  return typeof id === 'number' ? id : undefined
}

/** A value by the type of its field. */
export function readValue ({ type }: Pick<OdooField, 'type'>, value: unknown): FieldValue {
  if (type === 'boolean') return value === true
  if (type === 'many2one') return linkOf(value) ?? null
  if (typeof value === 'string') return type === 'datetime' ? `${value.replace(' ', 'T')}Z` : value
  return typeof value === 'number' ? value : null
}

function readFields (partner: Partner, fields: ReadonlyMap<string, OdooField>): Record<string, FieldValue> {
  const values: Record<string, FieldValue> = {}
  for (const [name, value] of Object.entries(partner)) {
    const field = fields.get(name)
    if (field === undefined || name === 'id' || name === 'write_date') continue
    values[name] = readValue(field, value)
    if (field.type === 'many2one') values[`${name}.name`] = Array.isArray(value) && typeof value[1] === 'string' ? value[1] : null
  }
  return values
}
