import { setMaxListeners } from 'node:events'

/** A signal with an end. */
export interface Deadline {
  readonly signal: AbortSignal
  /** Lets go of the time and of the other signals; for whoever knows that nothing waits for the signal any more. */
  clear (): void
}

/**
 * A signal that aborts after a time, with the `TimeoutError` of `AbortSignal.timeout`, or with any of the others. In place of
 * `AbortSignal.any` around `AbortSignal.timeout`: Node 20 may collect that timer as garbage, since nobody listens to it, and what
 * waits for it waits for ever. Here it is listened to.
 */
export function createDeadline (timeoutMs: number, ...others: readonly AbortSignal[]): Deadline {
  const controller = new AbortController()
  const sources = [AbortSignal.timeout(timeoutMs), ...others]
  const clear = (): void => { for (const source of sources) source.removeEventListener('abort', onAbort) }
  function onAbort (this: AbortSignal): void {
    clear()
    controller.abort(this.reason)
  }
  for (const source of sources) {
    // The hub's own signal is waited for by every call under way: many are no leak.
    setMaxListeners(0, source)
    source.addEventListener('abort', onAbort, { once: true })
  }
  const ended = others.find(({ aborted }) => aborted)
  if (ended !== undefined) onAbort.call(ended)
  return { signal: controller.signal, clear }
}
