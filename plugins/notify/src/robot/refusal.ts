import { Rejected, Retryable, Unauthorized, type DeliveryError } from '@kefuhub/contract'
import { quote } from '@kefuhub/contract/rest'
import { Disabled } from '../target.js'

/**
 * What the hub must do about a refusal: try again, give this notification up, give the target up, or wait for an operator to mend
 * the credentials.
 */
export type Verdict = 'retry' | 'rejected' | 'disabled' | 'unauthorized'

/** What one refusal means. */
export interface Refusal {
  verdict: Verdict
  /** Cause and cure. */
  text: string
  /** Wait at least so long, in milliseconds. */
  afterMs?: number
}

/** Refusals by the vendor's code. */
export type Refusals = ReadonlyMap<number | string, Refusal>

/** Where an operator has to act, it is looked again after ten minutes. */
const UNAUTHORIZED_MS = 600_000

/**
 * The error for a refusal. @param known undefined for a code that no row knows, which is refused for good
 * @param code the vendor's @param said the vendor's words, cut and without the secrets given
 */
export function toError (name: string, known: Refusal | undefined, code: number | string, said: unknown, secrets: readonly string[]): DeliveryError {
  const words = quote(typeof said === 'string' ? said : '', secrets)
  const { verdict, text, afterMs } = known ?? { verdict: 'rejected', text: 'the notification is refused' }
  const message = `${name}: ${text} (${[code, words].filter((part) => part !== '').join(' ')})`
  switch (verdict) {
    case 'retry': return new Retryable(message, afterMs === undefined ? {} : { afterMs })
    case 'unauthorized': return new Unauthorized(message, { afterMs: afterMs ?? UNAUTHORIZED_MS })
    case 'disabled': return new Disabled(message)
    case 'rejected': return new Rejected(message)
  }
}
