/** What goes wrong between a plugin and another system. */
export const SYSTEM_FAULTS = ['busy', 'busy-with-wait', 'unauthorized', 'rejected', 'lost-answer', 'garbage', 'slow', 'reset'] as const

/**
 * What goes wrong between a plugin and another system:
 * - `busy`: the call is refused for now and not executed; no wait is named
 * - `busy-with-wait`: the same, and the system asks for a wait of `waitMs`
 * - `unauthorized`: the credentials or rights are not good; log-ins are refused too
 * - `rejected`: the call is refused for good, as one that breaks a rule of the system, and not executed
 * - `lost-answer`: the call is executed, then the connection breaks before anything is answered
 * - `garbage`: the call is executed, and the answer is cut or no answer of the system's at all, for example a page of HTML
 * - `slow`: the call is executed, and nothing is answered until the plugin gives up or the stand closes
 * - `reset`: the connection breaks before the call is executed
 */
export type SystemFault = typeof SYSTEM_FAULTS[number]

/** Whether a call changes something in the system. Log-ins and fetching of tokens are neither. */
export type CallKind = 'read' | 'write'

/** A value that may come later. */
export type Soon<T> = T | Promise<T>

/** Another system that runs on this machine, with the handles that a kit needs. Each check gets one of its own. */
export interface SystemStand {
  /** The whole options with which the plugin reaches it. */
  readonly options: Record<string, unknown>
  /**
   * Lets the next `times` calls of a kind fail; `Infinity`: until `heal`. A second fault replaces the first.
   * @param skip so many calls of the kind are left alone before; default 0
   */
  fail (fault: SystemFault, on: CallKind, times: number, skip?: number): void
  /** Ends all faults. Calls that hang may go on hanging. */
  heal (): void
  /** How many calls a fault has struck so far. A kit waits for it, and fails a check whose fault struck nothing. */
  struck (): number
  /** Forgets all sessions and tokens: who logs in again goes on. Absent where the system has neither. */
  expireSessions? (): void
  /** Stops listening, at once, and breaks the calls that hang. A second call does nothing. */
  close (): Promise<void>
}

/** What every kit must know of a plugin that reaches another system. Where a field allows `null`, say so and mean it. */
export interface SystemSample<S extends SystemStand = SystemStand> {
  /** Valid options, every secret at least 8 characters long, without any that may be left out for a default. Nobody has to listen there. */
  options: Record<string, unknown>
  /** Options that the schema must refuse, each with the JSON pointer that the mistake must name. At least one. */
  badOptions: ReadonlyArray<{ name: string, options: Record<string, unknown>, path: string }>
  /** When everything happens for the plugin, in milliseconds since 1970. A whole second. `Date.now()` where the system keeps its own time. */
  nowMs: number
  /** The wait that `busy-with-wait` asks for, in milliseconds. A whole number of seconds. */
  waitMs: number
  /** Faults that the system does not have, each with the reason. */
  without?: Partial<Record<SystemFault, string>>
  /** Starts the system on a free port of 127.0.0.1, empty. */
  open (): Promise<S>
}
