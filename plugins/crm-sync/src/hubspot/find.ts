import { phoneSpellings, type ContactQuery } from '@kefuhub/contract'
import type { Api } from './api.js'
import type { Options } from './options.js'
import type { HubSpotObject } from './wire.js'

const MOST = 10

/** Contacts that match the first key of a query that matches any. */
export async function findContacts (api: Api, { externalId, email, phone }: ContactQuery, options: Options): Promise<HubSpotObject[]> {
  if (externalId !== undefined && isUsable(externalId)) {
    const found = await api.getContact(externalId, options.externalIdProperty)
    if (found !== undefined) return [found]
  }
  if (email !== undefined && /^[^\s@]+@[^\s@]+$/.test(email)) {
    const found = await api.getContact(email.toLowerCase(), 'email')
    if (found !== undefined) return [found]
  }
  return phone !== undefined && /^\+?\d{5,15}$/.test(phone) ? await findByPhone(api, phone, options) : []
}

/** Whether a text can stand in a path. */
function isUsable (id: string): boolean { return id !== '' && id !== '.' && id !== '..' }

async function findByPhone (api: Api, phone: string, { phoneProperties, countryCode }: Options): Promise<HubSpotObject[]> {
  const spellings = phoneSpellings(phone, countryCode)
  const { results } = await api.search('contacts', {
    filterGroups: phoneProperties.map((propertyName) => ({ filters: [{ propertyName, operator: 'IN', values: spellings }] })),
    properties: api.properties,
    limit: MOST
  })
  return results
}
