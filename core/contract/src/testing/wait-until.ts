import { setTimeout } from 'node:timers/promises'

/** Long enough on a busy machine; only what fails waits for it. */
const PATIENCE_MS = 5000
const LOOK_MS = 2

/** Looks again and again until something holds. @returns whether it ever did */
export async function waitUntil (holds: () => boolean): Promise<boolean> {
  for (const end = performance.now() + PATIENCE_MS; performance.now() < end;) {
    if (holds()) return true
    await setTimeout(LOOK_MS)
  }
  return holds()
}
