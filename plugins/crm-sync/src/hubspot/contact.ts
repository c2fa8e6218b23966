import type { CrmContact, CrmWrite, FieldValue } from '@kefuhub/contract'
import { cleanText, placeValues, readPhone } from '../contact-values.js'
import { joinName, splitName } from './name.js'
import type { Options } from './options.js'
import type { HubSpotObject, Properties } from './wire.js'

/** What the translation of contacts depends on. */
export type ContactOptions = Pick<Options, 'externalIdProperty' | 'countryCode' | 'portalId' | 'appUrl'>

/** A contact of HubSpot as the hub knows contacts. */
export function toContact ({ id, properties, updatedAt, createdAt, archived, archivedAt }: HubSpotObject, options: ContactOptions): CrmContact {
  const { externalIdProperty, portalId, appUrl } = options
  const name = joinName(properties['firstname'], properties['lastname'])
  const externalId = properties[externalIdProperty]
  const changedAt = archived === true ? archivedAt ?? updatedAt : properties['lastmodifieddate'] ?? updatedAt ?? createdAt
  return {
    id,
    ...(externalId && { externalId }),
    ...(name !== undefined && { name }),
    phones: phonesOf(properties, options),
    emails: properties['email'] ? [properties['email']] : [],
    ...(portalId !== undefined && { url: `${appUrl.replace(/\/$/, '')}/contacts/${portalId}/record/0-1/${id}` }),
    fields: { ...properties },
    changedAt: toDate(changedAt),
    ...(archived === true && { isGone: true })
  }
}

/** The properties that a write asks for, as far as they differ from what is there. */
export function toProperties (write: CrmWrite, current: HubSpotObject | undefined, options: ContactOptions): Properties {
  const there = current?.properties ?? {}
  const wanted: Properties = {
    [options.externalIdProperty]: write.externalId,
    ...nameProperties(write.name, there),
    ...phoneProperties(write.phones, there, options),
    ...emailProperties(write.emails, there)
  }
  for (const [field, value] of Object.entries(write.fields)) wanted[field] = toText(value)
  return Object.fromEntries(Object.entries(wanted).filter(([name, value]) => value !== (there[name] ?? '')))
}

/** When a contact was changed, in milliseconds since 1970. */
export function changedMs ({ properties, updatedAt }: HubSpotObject): number {
  return toDate(properties['lastmodifieddate'] ?? updatedAt).getTime()
}

function toDate (text: string | undefined): Date {
  // Some answers hold milliseconds in place of ISO 8601.
  const date = new Date(/^\d+$/.test(text ?? '') ? Number(text) : text ?? 0)
  return Number.isNaN(date.getTime()) ? new Date(0) : date
}

function phonesOf (properties: Properties, { countryCode }: ContactOptions): string[] {
  const kept = [properties['phone'], properties['mobilephone']].filter((phone): phone is string => Boolean(phone))
  return [...new Set(kept.map((phone) => readPhone(phone, countryCode)))]
}

function nameProperties (name: string | undefined, there: Properties): Properties {
  if (name === undefined) return {}
  const clean = cleanText(name)
  if (clean === joinName(there['firstname'], there['lastname'])) return {}
  const { first, last } = splitName(clean)
  return { firstname: first, lastname: last }
}

/** The list becomes what the two properties hold; a number that is there already stays where it is. */
function phoneProperties (phones: readonly string[] | undefined, there: Properties, { countryCode }: ContactOptions): Properties {
  if (phones === undefined) return {}
  const isSame = (a: string, b: string): boolean => readPhone(a, countryCode) === readPhone(b, countryCode)
  const placed = placeValues(['phone', 'mobilephone'], (name) => there[name] || undefined, [...new Set(phones)], isSame)
  return Object.fromEntries(Object.entries(placed).map(([name, phone]) => [name, phone ?? '']))
}

/** HubSpot keeps one address that counts; where it is one of the list, it stays. */
function emailProperties (emails: readonly string[] | undefined, there: Properties): Properties {
  if (emails === undefined) return {}
  const kept = there['email']?.toLowerCase()
  if (kept !== undefined && emails.some((email) => email.toLowerCase() === kept)) return {}
  return { email: emails[0]?.toLowerCase() ?? '' }
}

function toText (value: FieldValue): string { return value === null ? '' : cleanText(String(value)) }
