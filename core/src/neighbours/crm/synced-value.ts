import { toE164, type ContactView, type CrmContact, type CrmWrite, type FieldValue } from '@kefuhub/contract'
import { errors } from '../../errors.js'
import type { SyncedField } from '../../config/crm-sync-schema.js'
import type { SharedValue } from '../../store/crm-link-model.js'
import type { ContactChange } from '../../desk/contacts.js'

/** A contact as the sync sees it: an alias that the hub made up is no name. */
export type SyncedContact = ContactView & { isAlias: boolean }

/** Fields of a CRM record that every plugin gives a place of their own. */
const OWN_PLACES = ['name', 'phones', 'emails'] as const
type OwnPlace = typeof OWN_PLACES[number]
const LIST_SEPARATOR = ';'

/** Where a field stands in a CRM's record: a place of its own, or under the CRM's own name. */
export function placeOf ({ hub, crm }: SyncedField): { own: OwnPlace } | { name: string } {
  if (crm !== undefined) return { name: crm }
  const own = OWN_PLACES.find((place) => place === hub)
  if (own === undefined) throw new errors.KH_ERR_SYNC_MISFIT(`'${hub}' needs the CRM's name of the field: sync.fields[].crm`)
  return { own }
}

/** The value of the hub's side; `null` and `[]` mean empty. */
export function readHub ({ hub }: SyncedField, contact: SyncedContact): SharedValue {
  if (hub === 'phones' || hub === 'emails' || hub === 'tags') return sorted(contact[hub])
  if (hub === 'name') return contact.isAlias ? null : contact.name
  if (hub === 'language') return contact.language ?? null
  const name = hub.slice('fields.'.length)
  return Object.hasOwn(contact.fields, name) ? contact.fields[name] ?? null : null
}

/** The value of the CRM's side as the hub would have it. @throws KH_ERR_SYNC_MISFIT */
export function readCrm (field: SyncedField, record: CrmContact, countryCode: string): SharedValue {
  const place = placeOf(field)
  if ('own' in place) {
    if (place.own === 'name') return record.name ?? null
    return sorted(place.own === 'phones' ? record.phones.map((phone) => toE164(phone, countryCode) ?? phone) : record.emails.map((email) => email.toLowerCase()))
  }
  const raw = Object.hasOwn(record.fields, place.name) ? record.fields[place.name] ?? null : null
  return fromCrm(field, raw, place.name, countryCode)
}

function fromCrm ({ hub, type, values }: SyncedField, raw: FieldValue, name: string, countryCode: string): SharedValue {
  const isList = hub === 'phones' || hub === 'emails' || hub === 'tags'
  if (raw === null || raw === '') return isList ? [] : null
  if (values !== undefined) {
    const [own] = Object.entries(values).find(([, value]) => value === raw) ?? []
    if (own === undefined) throw new errors.KH_ERR_SYNC_MISFIT(`'${name}' has the value '${shorten(raw)}', which the mapping does not know`)
    return own
  }
  if (isList) {
    const items = String(raw).split(LIST_SEPARATOR).map((item) => item.trim()).filter((item) => item !== '')
    return sorted(hub === 'phones' ? items.map((item) => toE164(item, countryCode) ?? item) : items)
  }
  switch (type) {
    case 'number': {
      const number = typeof raw === 'number' ? raw : Number(raw)
      if (typeof raw === 'boolean' || !Number.isFinite(number)) throw new errors.KH_ERR_SYNC_MISFIT(`'${name}' should be a number and is '${shorten(raw)}'`)
      return number
    }
    case 'boolean':
      if (raw === true || raw === 'true' || raw === 1 || raw === '1') return true
      if (raw === false || raw === 'false' || raw === 0 || raw === '0') return false
      throw new errors.KH_ERR_SYNC_MISFIT(`'${name}' should be true or false and is '${shorten(raw)}'`)
    case 'date': {
      const date = new Date(typeof raw === 'number' ? raw : String(raw))
      if (Number.isNaN(date.getTime())) throw new errors.KH_ERR_SYNC_MISFIT(`'${name}' should be a date and is '${shorten(raw)}'`)
      return date.toISOString()
    }
    default: return String(raw)
  }
}

/** Puts a value into a write for the CRM. @throws KH_ERR_SYNC_MISFIT */
export function writeCrm (field: SyncedField, value: SharedValue, write: CrmWrite): void {
  const place = placeOf(field)
  if ('own' in place) {
    if (place.own !== 'name') write[place.own] = Array.isArray(value) ? value : []
    else if (typeof value === 'string') write.name = value
    return
  }
  write.fields[place.name] = toCrm(field, value, place.name)
}

function toCrm ({ type, values }: SyncedField, value: SharedValue, name: string): FieldValue {
  if (Array.isArray(value)) return value.length === 0 ? null : value.join(LIST_SEPARATOR)
  if (value === null) return null
  if (values !== undefined) {
    const mapped = Object.hasOwn(values, String(value)) ? values[String(value)] : undefined
    if (mapped === undefined) throw new errors.KH_ERR_SYNC_MISFIT(`The mapping of '${name}' has no word for '${shorten(value)}'`)
    return mapped
  }
  if (type === 'number' && typeof value !== 'number') {
    const number = Number(value)
    if (typeof value === 'boolean' || !Number.isFinite(number)) throw new errors.KH_ERR_SYNC_MISFIT(`'${name}' takes a number, not '${shorten(value)}'`)
    return number
  }
  if (type === 'boolean' && typeof value !== 'boolean') throw new errors.KH_ERR_SYNC_MISFIT(`'${name}' takes true or false, not '${shorten(value)}'`)
  return type === 'text' ? String(value) : value
}

/** Puts a value into a change of the contact. */
export function writeHub ({ hub }: SyncedField, value: SharedValue, change: ContactChange): void {
  if (hub === 'phones' || hub === 'emails' || hub === 'tags') change[hub] = Array.isArray(value) ? value : []
  // A contact is never without a name.
  else if (hub === 'name' || hub === 'language') { if (typeof value === 'string' && value !== '') change[hub] = value } else if (!Array.isArray(value)) change.fields = { ...change.fields, [hub.slice('fields.'.length)]: value }
}

/** Whether nothing stands there. */
export function isEmpty (value: SharedValue | undefined): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

/** All items of both. */
export function union (one: readonly string[], other: readonly string[]): string[] { return sorted([...one, ...other]) }

function sorted (items: readonly string[]): string[] { return [...new Set(items)].sort() }

function shorten (value: unknown): string { return String(value).slice(0, 40) }
