import type { Clock, Health } from '@kefuhub/contract'

/** What can be wrong with an account, one entry a subject; a newer word on a subject replaces the older. */
export type Subject = 'credentials' | 'rights' | 'quota' | 'menu' | 'api'

interface Problem {
  state: 'degraded' | 'down'
  /** Cause and cure in one sentence, for an operator. */
  reason: string
  /** Milliseconds since 1970 at which it ends by itself. */
  untilMs: number
}

/** Keeps what an operator must know of one account, so that its health is answered from memory. */
export class AccountStatus {
  readonly #clock: Clock
  readonly #problems = new Map<Subject, Problem>()

  constructor (clock: Clock) { this.#clock = clock }

  /** @param forMs how long it holds unless it is solved or reported again, in milliseconds; default for good */
  report (subject: Subject, state: Problem['state'], reason: string, forMs = Infinity): void {
    this.#problems.set(subject, { state, reason, untilMs: this.#clock.now() + forMs })
  }

  solve (subject: Subject): void { this.#problems.delete(subject) }

  health (): Health {
    const nowMs = this.#clock.now()
    const current = [...this.#problems.values()].filter(({ untilMs }) => untilMs > nowMs)
    if (current.length === 0) return { state: 'ok' }
    return {
      state: current.some(({ state }) => state === 'down') ? 'down' : 'degraded',
      reason: current.map(({ reason }) => reason).join('; ')
    }
  }
}
