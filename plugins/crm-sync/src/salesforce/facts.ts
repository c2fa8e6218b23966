/** What is known of Salesforce from less than its documentation, or changes with its releases. */

/** The newest version of the API in November 2026; those from 60.0 on do. */
export const API_VERSION = '68.0'

/** Life of a session that the organisation has not set otherwise; the vendor does not tell it with the token. */
export const SESSION_MS = 7_200_000

/** Read again for this time: what is committed late has an earlier time. */
export const OVERLAP_MS = 300_000

/** Who may sign JWTs for production; sandboxes have https://test.salesforce.com. */
export const AUDIENCE = 'https://login.salesforce.com'

/** Life of a JWT, in seconds: less than the three minutes that the vendor allows, for a clock that goes ahead. */
export const JWT_SECONDS = 120

/** Most records of one call. */
export const MAX_BATCH = 200

/** The allowance of calls is of the last 24 hours: a part of it is free again after this time. */
export const QUOTA_WAIT_MS = 3_600_000

/** Too many long calls at a time: they end by themselves. */
export const CONCURRENCY_WAIT_MS = 20_000

/** From this part of the allowance on people should know. */
export const QUOTA_WARNING = 0.9

/** Longest list of fields in a query, in characters: addresses may have 16 384 in all. */
export const MAX_SELECT = 6000

/** Longest list of values in a condition, in characters of the address. */
export const MAX_LIST = 7000

/** Longest text of a field that can be looked for, in characters. */
export const MAX_KEY = 255

/** Longest texts, in characters. */
export const LENGTHS = { firstName: 40, lastName: 80, subject: 255, description: 32_000 } as const

/** Codes by which whole calls, or single records of a call, are refused for now. */
export const BUSY: ReadonlySet<string> = new Set(['UNABLE_TO_LOCK_ROW', 'SERVER_UNAVAILABLE', 'QUERY_TIMEOUT', 'INVALID_QUERY_LOCATOR', 'APEX_ERROR_TIMEOUT'])

/** Codes that say that the session is over. */
export const SESSION_OVER: ReadonlySet<string> = new Set(['INVALID_SESSION_ID', 'INVALID_AUTH_HEADER'])

/** Codes that say that there is such a record already. */
export const DUPLICATE: ReadonlySet<string> = new Set(['DUPLICATES_DETECTED', 'DUPLICATE_VALUE', 'DUPLICATE_EXTERNAL_ID'])

/** Types of fields that hold no single value. */
export const UNREADABLE: ReadonlySet<string> = new Set(['address', 'location', 'base64', 'anyType', 'complexvalue', 'json'])
