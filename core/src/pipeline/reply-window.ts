import type { ReplyWindow } from '@kefuhub/contract'
import type { ThreadDoc } from '../store/thread-model.js'

/** What a thread's window stands at. */
export type WindowState = NonNullable<ThreadDoc['window']>

/**
 * The window after the customer did something: the count of that action, and the later of both deadlines.
 * @returns `current` itself when the trigger opens nothing
 */
export function openWindow (current: WindowState | undefined, windows: readonly ReplyWindow[], trigger: string | undefined, atMs: number): WindowState | undefined {
  const window = windows.find((candidate) => candidate.trigger === trigger)
  if (window === undefined) return current
  const until = Math.max(atMs + window.durationMs, current?.until.getTime() ?? 0)
  return { trigger: window.trigger, until: new Date(until), remaining: window.sends }
}

/** Whether one more message may be sent now. */
export function isOpen (current: WindowState | undefined, windows: readonly ReplyWindow[], nowMs: number): boolean {
  if (windows.length === 0) return true
  return current !== undefined && current.remaining > 0 && current.until.getTime() > nowMs
}

/** A thread's change after one message was sent. */
export function spend ({ window }: { window?: WindowState }): { window?: WindowState } {
  return window === undefined ? {} : { window: { ...window, remaining: Math.max(0, window.remaining - 1) } }
}

/** A thread's change after the platform said that nothing more may be sent. */
export function shut ({ window }: { window?: WindowState }): { window?: WindowState } {
  return window === undefined ? {} : { window: { ...window, remaining: 0 } }
}
