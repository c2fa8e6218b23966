/**
 * What is known of HubSpot. Marks: [A] the vendor's own pages, [B] public code and notes that agree, [C] long-known behaviour that nobody
 * checked. What is [B] or [C] stands here only, and the options override most of it.
 * @see https://developers.hubspot.com/docs/api-reference
 */

/** Where the API is reached. [A] */
export const API_URL = 'https://api.hubapi.com'

/** Where people look at records; accounts in the EU have a host of their own. [C] */
export const APP_URL = 'https://app.hubspot.com'

/** Versions of the API. Those with a date are the successors of v3, which loses its support in September 2027. [A] */
export const API_VERSIONS = ['2026-09', '2026-03', 'v3'] as const
/** A version of the API. */
export type ApiVersion = typeof API_VERSIONS[number]

/** The path of a kind of objects. [A] */
export function objectsPath (version: ApiVersion, kind: 'contacts' | 'notes'): string {
  return version === 'v3' ? `/crm/v3/objects/${kind}` : `/crm/objects/${version}/${kind}`
}

/** The path of what describes the properties of contacts. [C for the versions with a date] */
export function propertiesPath (version: ApiVersion): string {
  return version === 'v3' ? '/crm/v3/properties/contacts' : `/crm/properties/${version}/contacts`
}

/** Most records in one batch. [B] */
export const MAX_BATCH = 100

/** Most records on one page of a search. [B] */
export const MAX_PAGE = 200

/** Most records on one page of a list. [C] */
export const MAX_LIST = 100

/** Most characters of a note's body. [B] */
export const MAX_NOTE = 65_536

/** What joins a note to a contact. [B] */
export const NOTE_TO_CONTACT = { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 202 } as const

/** Calls of one app within ten seconds, Free and Starter. [B] */
export const RATE = { calls: 100, perMs: 10_000 } as const

/** Searches of an account within a second; the limit is five. [B] */
export const SEARCH_RATE = { calls: 4, perMs: 1000 } as const

/** Calls may lie closer together when they arrive than when they left: so much is left free, in milliseconds. Searches have a call to spare. */
export const ROAD_MS = 250

/** After so long a record that was written is found by search, in milliseconds: 60 s are advised after an update [B], and as much again. */
export const SEARCH_LAG_MS = 120_000

/** Waits where a 429 names none, by `policyName`, in milliseconds, times the number of refusals in a row. [A: the vendor's SDK] */
export const WAITS: Readonly<Record<string, number>> = { SECONDLY: 1000, TEN_SECONDLY_ROLLING: 10_000 }

/** Longest wait for a limit that is not the daily one, in milliseconds. */
export const LONGEST_WAIT_MS = 60_000

/** Wait for a locked record, in milliseconds. [B] */
export const LOCKED_MS = 2000

/** A migration of the account is in progress. [B] */
export const MIGRATING = 477

/** Properties in which a phone number is looked for; the computed ones hold digits only. [B; computed ones C] */
export const PHONE_PROPERTIES = ['phone', 'mobilephone', 'hs_searchable_calculated_phone_number', 'hs_searchable_calculated_mobile_number']

/** Properties that are read of every contact. */
export const READ_PROPERTIES = [
  'firstname', 'lastname', 'email', 'phone', 'mobilephone', 'company', 'jobtitle', 'city', 'country', 'website', 'lifecyclestage', 'hs_lead_status',
  'hubspot_owner_id', 'createdate', 'lastmodifieddate'
]

/** The id in the text of a conflict; the text is no documented contract. [B] */
export function existingId (message: string): string | undefined {
  return /Existing ID:\s*(\d{1,20})/.exec(message)?.[1]
}
