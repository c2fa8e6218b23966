import type { Health } from '@kefuhub/contract'

/** What can be woken: the lane of a thread, or a queue of the outbox. */
export type WorkKind = 'lane' | 'outbox'

/** Runs a piece of work to its end. It must be harmless to run it when there is nothing to do. */
export type WorkHandler = (kind: WorkKind, id: string) => Promise<void>

/** How fast something may go. */
export interface Rate { sends: number, perMs: number }

/**
 * Decides which process runs what was woken. It may lose a wake or run one twice: leases keep work exclusive and the
 * sweep finds what was forgotten.
 */
export interface Dispatcher {
  /** Never throws and never waits. */
  wake (kind: WorkKind, ids: Iterable<string>): void
  /** Wakes later; lost with the process, and then found by the sweep. */
  wakeIn (delayMs: number, kind: WorkKind, id: string): void
  /** Runs it in this process, whatever the queue thinks: for the sweep. */
  run (kind: WorkKind, ids: Iterable<string>): void
  /** From now on this process takes work. */
  start (handler: WorkHandler): void
  /** Takes one unit of a rate shared by all processes; how long to wait in milliseconds when none is left, else 0. */
  take (key: string, rate: Rate): Promise<number>
  health (): Health
  /** Takes no more work and resolves when what runs has ended. */
  stop (): Promise<void>
}
