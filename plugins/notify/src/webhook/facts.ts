/**
 * Standard Webhooks 1.0.0. [A]
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */

/** Bytes of a body; the specification asks to stay below about 20 kB. */
export const MAX_BODY_BYTES = 20_000

/** Default time for an answer, in milliseconds; the specification asks for 15 to 30 s. */
export const TIMEOUT_MS = 20_000

/** What ends an endpoint for good. */
export const GONE = 410

/** What asks for less. */
export const THROTTLE: ReadonlySet<number> = new Set([429, 502, 503, 504])
