import { isDeliveryError, type Health } from '@kefuhub/contract'

/** Keeps how the last dealing with another system went, so that health is answered from memory. */
export class SystemStatus {
  #health: Health = { state: 'ok' }
  /** What the system itself says of its state, for example that an allowance is nearly used up. */
  remark: string | undefined

  /** Runs a dealing and keeps how it went. */
  async watch<T> (work: () => Promise<T>): Promise<T> {
    try {
      const result = await work()
      this.#health = { state: 'ok' }
      return result
    } catch (error) {
      this.#keep(error)
      throw error
    }
  }

  health (): Health {
    if (this.#health.state !== 'ok' || this.remark === undefined) return this.#health
    return { state: 'degraded', reason: this.remark }
  }

  #keep (error: unknown): void {
    if (!isDeliveryError(error)) return
    // A refusal of one record says nothing of the system.
    if (error.verdict === 'rejected') this.#health = { state: 'ok' }
    else this.#health = { state: error.verdict === 'unauthorized' ? 'down' : 'degraded', reason: error.message }
  }
}
