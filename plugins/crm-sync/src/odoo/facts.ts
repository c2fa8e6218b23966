/** What is known of Odoo from less than its documentation, or changes from one version to the next. */

/** Read again for this time: transactions become visible in another order than their times say. */
export const OVERLAP_MS = 120_000

/** A call that lost its connection may go on for so long: workers are ended after 120 s. */
export const LATE_COMMIT_MS = 130_000

/** From this version on, and so wherever there is JSON-2, a message's plain text is escaped, and HTML has to be called so. */
export const MARKUP_FROM = 17

/** The fields of res.partner that hold phone numbers as people write them, in the order in which numbers are written into them. */
export const PHONE_FIELDS = ['mobile', 'phone'] as const

/** Of a field: the attributes that the adapter looks at. */
export const FIELD_ATTRIBUTES = ['type', 'string', 'selection', 'readonly', 'store'] as const

/** The order of positional arguments, where the classic API needs them so. */
export const POSITIONAL: Readonly<Record<string, readonly string[]>> = { create: ['vals_list'], write: ['vals'] }

/** What the exceptions of Odoo and its database mean, by their Python names. */
export const VERDICTS: Readonly<Record<string, 'auth' | 'permission' | 'busy' | 'missing-page' | 'taken'>> = {
  'odoo.exceptions.AccessDenied': 'auth',
  'odoo.http.SessionExpiredException': 'auth',
  'werkzeug.exceptions.Unauthorized': 'auth',
  'odoo.exceptions.AccessError': 'permission',
  'werkzeug.exceptions.Forbidden': 'permission',
  'werkzeug.exceptions.NotFound': 'missing-page',
  'psycopg2.errors.SerializationFailure': 'busy',
  'psycopg2.errors.LockNotAvailable': 'busy',
  'psycopg2.errors.DeadlockDetected': 'busy',
  'psycopg2.errors.QueryCanceled': 'busy',
  'psycopg2.OperationalError': 'busy',
  'psycopg2.InterfaceError': 'busy',
  'psycopg2.pool.PoolError': 'busy',
  'psycopg2.errors.UniqueViolation': 'taken'
}

/** Page of a partner. */
export function partnerUrl (baseUrl: string, api: 'json-2' | 'json-rpc', id: string): string {
  const root = baseUrl.replace(/\/+$/, '')
  return api === 'json-2' ? `${root}/odoo/res.partner/${id}` : `${root}/web#id=${id}&model=res.partner&view_type=form`
}
