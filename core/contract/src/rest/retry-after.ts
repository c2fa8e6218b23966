const LONGEST_MS = 3_600_000

/**
 * How long an answer asks to wait, in milliseconds: its `Retry-After` in seconds or as an HTTP date, at most an hour.
 * Undefined where it does not say.
 */
export function parseRetryAfter (headers: Headers, nowMs: number): number | undefined {
  const value = headers.get('retry-after')?.trim() ?? ''
  const ms = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value) - nowMs
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), LONGEST_MS)
}
