import { setMaxListeners } from 'node:events'

/** A signal with an end. */
export interface Deadline {
  readonly signal: AbortSignal
  /** Lets the timer and the other signals go; for whoever knows that nothing waits for the signal any more. */
  clear (): void
}

/**
 * A signal that aborts after a time, with a `TimeoutError` as `AbortSignal.timeout` does, or with any of the others. In place of
 * `AbortSignal.any` around `AbortSignal.timeout`: Node 20 may collect that timer as garbage, and what waits for it waits for ever.
 */
export function createDeadline (timeoutMs: number, ...others: readonly AbortSignal[]): Deadline {
  const controller = new AbortController()
  const clear = (): void => {
    clearTimeout(timer)
    for (const other of others) other.removeEventListener('abort', onAbort)
  }
  const end = (reason: unknown): void => {
    clear()
    controller.abort(reason)
  }
  function onAbort (this: AbortSignal): void { end(this.reason) }
  const timer = setTimeout(() => { end(new DOMException('The operation was aborted due to timeout', 'TimeoutError')) }, timeoutMs)
  timer.unref()
  for (const other of others) {
    // The hub's own signal is waited for by every call under way: many are no leak.
    setMaxListeners(0, other)
    other.addEventListener('abort', onAbort, { once: true })
  }
  const ended = others.find(({ aborted }) => aborted)
  if (ended !== undefined) end(ended.reason)
  return { signal: controller.signal, clear }
}
