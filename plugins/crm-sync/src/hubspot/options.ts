import { Secret, Type, type Static } from '@kefuhub/contract'
import { WebAddress } from '@kefuhub/contract/rest'
import { API_URL, API_VERSIONS, APP_URL, MAX_PAGE, PHONE_PROPERTIES, RATE, SEARCH_LAG_MS, SEARCH_RATE } from './facts.js'

const PROPERTY = { minLength: 1, maxLength: 100, pattern: '^[a-z][a-z0-9_]*$' } as const

const rate = (fallback: { calls: number, perMs: number }, description: string) => Type.Object({
  calls: Type.Integer({ minimum: 1, maximum: 10_000, default: fallback.calls, description: 'Most calls' }),
  perMs: Type.Integer({ minimum: 1, maximum: 60_000, default: fallback.perMs, description: 'within this time, in milliseconds' })
}, { additionalProperties: false, default: {}, description })

/** The options of one HubSpot account. */
export const Options = Type.Object({
  token: Secret({ maxLength: 512, description: 'Service key, or access token of a private app' }),
  apiVersion: Type.Enum([...API_VERSIONS], { default: '2026-09', description: 'Version in the paths of the API; v3 loses its support in September 2027' }),
  externalIdProperty: Type.String({ ...PROPERTY, default: 'kefuhub_id', description: 'Internal name of the contact property with unique values that holds the hub\'s id of the contact' }),
  properties: Type.Array(Type.String({ ...PROPERTY }), { maxItems: 200, uniqueItems: true, default: [], description: 'Internal names of further contact properties to read; name all that the mapping uses' }),
  phoneProperties: Type.Array(Type.String({ ...PROPERTY }), { minItems: 1, maxItems: 5, uniqueItems: true, default: PHONE_PROPERTIES, description: 'Internal names of the properties in which a phone number is looked for' }),
  countryCode: Type.String({ pattern: '^[1-9]\\d{0,2}$', default: '86', description: 'Country of phone numbers that do not name one' }),
  portalId: Type.Optional(Type.String({ pattern: '^\\d{1,20}$', description: 'Number of the account (Hub ID), for links to its records' })),
  appUrl: Type.String({ ...WebAddress('Where people open HubSpot, for links'), default: APP_URL }),
  timeZone: Type.String({ minLength: 1, maxLength: 64, default: 'UTC', description: 'Time zone of the account (IANA): the daily limit is reset at its midnight' }),
  apiUrl: Type.String({ ...WebAddress('Where the API is reached'), default: API_URL }),
  timeoutMs: Type.Integer({ minimum: 100, maximum: 300_000, default: 30_000, description: 'Longest wait for one answer, in milliseconds' }),
  rate: rate(RATE, 'Most calls that one process of the hub makes; further ones wait'),
  searchRate: rate(SEARCH_RATE, 'Most searches among them'),
  maxConcurrent: Type.Integer({ minimum: 1, maximum: 64, default: 4, description: 'Most calls under way at a time' }),
  pageSize: Type.Integer({ minimum: 1, maximum: MAX_PAGE, default: MAX_PAGE, description: 'Contacts in one page of changes' }),
  searchLagMs: Type.Integer({ minimum: 0, maximum: 3_600_000, default: SEARCH_LAG_MS, description: 'So long after a change search may not show it, in milliseconds; changes are read again for this time' }),
  archivedEveryMs: Type.Integer({ minimum: 0, maximum: 604_800_000, default: 3_600_000, description: 'How often archived contacts are listed, in milliseconds; they have to be read all each time' })
}, { additionalProperties: false })

/** The options of one HubSpot account, checked and with defaults. */
export type Options = Static<typeof Options>
