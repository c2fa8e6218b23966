import type { VendorAnswer } from '../vendor-server.js'

/** One mistake in the values of a call. */
export interface Mistake { message: string, code: string, context?: Record<string, string[]> }

/** A refusal, worded as HubSpot words them. */
export class HubSpotRefusal extends Error {
  readonly status: number
  readonly category: string
  readonly mistakes: Mistake[]

  constructor (status: number, category: string, message: string, mistakes: Mistake[] = []) {
    super(message)
    this.status = status
    this.category = category
    this.mistakes = mistakes
  }

  /** What the body of the answer says. */
  get body (): object {
    return {
      status: 'error',
      message: this.message,
      correlationId: 'a5cbd7b4-9c2f-4a5e-8d2e-1f0e6f3f2b10',
      ...(this.mistakes.length > 0 && { errors: this.mistakes }),
      category: this.category
    }
  }

  toAnswer (): VendorAnswer { return { status: this.status, body: this.body } }
}

/** A call whose values are wrong. */
export function invalid (message: string, mistakes: Mistake[] = []): HubSpotRefusal {
  return new HubSpotRefusal(400, 'VALIDATION_ERROR', message, mistakes)
}

/** A value that a property does not take. */
export function invalidValue (property: string, code: string, why: string): HubSpotRefusal {
  const list = JSON.stringify([{ isValid: false, message: why, error: code, name: property }])
  return invalid(`Property values were not valid: ${list}`, [{ message: why, code, context: { propertyName: [property] } }])
}

/** A record that is not there. */
export function notFound (): HubSpotRefusal { return new HubSpotRefusal(404, 'OBJECT_NOT_FOUND', 'resource not found') }

/** The e-mail address is another contact's. */
export function conflict (existingId: number): HubSpotRefusal {
  return new HubSpotRefusal(409, 'CONFLICT', `Contact already exists. Existing ID: ${existingId}`)
}

/** Too many calls. */
export function tooMany (policyName: 'SECONDLY' | 'TEN_SECONDLY_ROLLING' | 'DAILY', waitSeconds?: number): VendorAnswer {
  const span = { SECONDLY: 'secondly', TEN_SECONDLY_ROLLING: 'ten_secondly_rolling', DAILY: 'daily' }[policyName]
  return {
    status: 429,
    body: { status: 'error', message: `You have reached your ${span} limit.`, errorType: 'RATE_LIMIT', correlationId: 'c033cdaa-2c40-4a64-ae48-b4cec88dad24', policyName },
    ...(waitSeconds !== undefined && { headers: { 'retry-after': String(waitSeconds) } })
  }
}
