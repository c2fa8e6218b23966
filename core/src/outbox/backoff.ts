/** How often and how fast something is tried again. */
export interface RetryPolicy {
  /** Tries in all, the first included. */
  attempts: number
  firstDelayMs: number
  maxDelayMs: number
}

/** Longer than this is no wait but a mistake of the neighbour, and soon no date any more; in milliseconds: a year. */
const MAX_AFTER_MS = 31_536_000_000

/**
 * The wait before the next try: exponential with jitter between half and whole, so that what failed together does not
 * come back together.
 * @param attempt how many tries there were, 1 or more
 * @param afterMs what the neighbour asked for; never less is waited, up to a year. What is no number asks for nothing
 */
export function retryDelayMs (policy: RetryPolicy, attempt: number, afterMs = 0): number {
  const ceiling = Math.min(policy.maxDelayMs, policy.firstDelayMs * 2 ** Math.min(attempt - 1, 30))
  const asked = Number.isNaN(afterMs) ? 0 : Math.min(afterMs, MAX_AFTER_MS)
  return Math.round(Math.max(asked, ceiling * (0.5 + Math.random() / 2)))
}
