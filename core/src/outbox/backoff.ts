/** How often and how fast something is tried again. */
export interface RetryPolicy {
  /** Tries in all, the first included. */
  attempts: number
  firstDelayMs: number
  maxDelayMs: number
}

/**
 * The wait before the next try: exponential with jitter between half and whole, so that what failed together does not
 * come back together.
 * @param attempt how many tries there were, 1 or more
 * @param afterMs what the neighbour asked for; never less is waited, however long that is
 */
export function retryDelayMs (policy: RetryPolicy, attempt: number, afterMs = 0): number {
  const ceiling = Math.min(policy.maxDelayMs, policy.firstDelayMs * 2 ** Math.min(attempt - 1, 30))
  return Math.round(Math.max(afterMs, ceiling * (0.5 + Math.random() / 2)))
}
