import { setTimeout } from 'node:timers/promises'

/** Long enough on a busy machine; only what fails waits for it. */
const PATIENCE_MS = 5000

/** Whether a promise settles at all, as far as patience goes. */
export async function settles (promise: Promise<unknown>): Promise<boolean> {
  const enough = new AbortController()
  const patience = setTimeout(PATIENCE_MS, false, { signal: enough.signal }).catch(() => false)
  const settled = promise.then(() => true, () => true)
  const outcome = await Promise.race([settled, patience])
  enough.abort()
  return outcome
}
