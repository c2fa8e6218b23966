import { isDeliveryError, type Clock, type Health, type WrittenFile } from '@kefuhub/contract'

/** How the last run ended, for operators. */
export class LastRun {
  readonly #clock: Clock
  #health: Health = { state: 'ok', reason: 'No files were written since the start' }

  constructor (clock: Clock) { this.#clock = clock }

  health (): Health { return this.#health }

  succeeded (files: readonly WrittenFile[]): void {
    this.#health = { state: 'ok', reason: `The last run at ${this.#now()} wrote ${files.length} files` }
  }

  failed (error: unknown): void {
    const state = isDeliveryError(error) && error.verdict === 'unauthorized' ? 'down' : 'degraded'
    this.#health = { state, reason: `The last run at ${this.#now()} failed: ${error instanceof Error ? error.message : String(error)}` }
  }

  #now (): string { return new Date(this.#clock.now()).toISOString() }
}
