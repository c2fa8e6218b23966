import { isDeliveryError, type Health } from '@kefuhub/contract'

/** How the other system is doing, as the calls that were made tell. */
export class Condition {
  #health: Health = { state: 'ok' }

  /** Follows one call. */
  async watch<T> (work: () => Promise<T>): Promise<T> {
    try {
      const result = await work()
      this.#health = { state: 'ok' }
      return result
    } catch (error) {
      if (isDeliveryError(error)) this.#note(error.verdict, error.message)
      throw error
    }
  }

  health (): Health { return this.#health }

  #note (verdict: string, reason: string): void {
    if (verdict === 'unauthorized') this.#health = { state: 'down', reason }
    else if (verdict === 'retry' || verdict === 'uncertain') this.#health = { state: 'degraded', reason }
    // A refused record says nothing of the system, except that it answers.
    else this.#health = { state: 'ok' }
  }
}
