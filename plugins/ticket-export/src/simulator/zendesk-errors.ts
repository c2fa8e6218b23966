import type { Answer } from './call.js'

/** Zendesk's answer to values that it does not take. */
export function recordInvalid (field: string, description: string, error = 'InvalidValue'): Answer {
  return { status: 422, body: { error: 'RecordInvalid', description: 'Record validation errors', details: { [field]: [{ description, error }] } } }
}

/** Zendesk's answer when too much was asked. */
export function rateLimited (retryAfterS: number, description: string): Answer {
  return { status: 429, headers: { 'retry-after': String(retryAfterS) }, body: { error: 'APIRateLimitExceeded', description } }
}

export const NOT_FOUND: Answer = { status: 404, body: { error: 'RecordNotFound', description: 'Not found' } }
export const NOT_AUTHENTICATED: Answer = { status: 401, body: { error: "Couldn't authenticate you" } }
