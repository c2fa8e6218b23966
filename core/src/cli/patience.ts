import { setTimeout as sleep } from 'node:timers/promises'

/** How long one thing is waited for, in milliseconds; only what fails takes so long. */
export const PATIENCE_MS = 10_000
const LOOK_EVERY_MS = 50

/**
 * Looks again and again until there is something.
 * @param look throws what shall end the waiting at once
 * @returns what was found, undefined once the time is over
 */
export async function waitFor<T> (look: () => Promise<T | undefined>, timeoutMs = PATIENCE_MS, everyMs = LOOK_EVERY_MS): Promise<T | undefined> {
  const giveUpAtMs = performance.now() + timeoutMs
  for (;;) {
    const found = await look()
    if (found !== undefined || performance.now() > giveUpAtMs) return found
    await sleep(everyMs)
  }
}
