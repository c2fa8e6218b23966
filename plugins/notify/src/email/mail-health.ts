import type { Clock, DeliveryError, Health } from '@kefuhub/contract'
import { LOGIN_PAUSE_MS, VERIFY_EVERY_MS } from './facts.js'

/** How a mail server is, from memory; it is asked in the background, and seldom. */
export class MailHealth {
  readonly #clock: Clock
  readonly #verify: () => Promise<void>
  #health: Health = { state: 'ok' }
  #asking: Promise<void> | undefined
  #dueMs = -Infinity

  /** @param verify logs in and sends nothing; throws what a mail's failure would be */
  constructor (clock: Clock, verify: () => Promise<void>) {
    this.#clock = clock
    this.#verify = verify
  }

  /** What is known, and asks anew if that is old. */
  read (): Health {
    if (this.#clock.now() >= this.#dueMs) this.#asking ??= this.#ask()
    return this.#health
  }

  /** Takes a mail that went through for an answer. */
  sent (): void {
    this.#health = { state: 'ok' }
    this.#dueMs = this.#clock.now() + VERIFY_EVERY_MS
  }

  async #ask (): Promise<void> {
    let pauseMs = VERIFY_EVERY_MS
    try {
      await this.#verify()
      this.#health = { state: 'ok' }
    } catch (error) {
      const { verdict, message } = error as DeliveryError
      const isRefused = verdict === 'unauthorized'
      if (isRefused) pauseMs = LOGIN_PAUSE_MS
      this.#health = { state: isRefused ? 'down' : 'degraded', reason: message }
    }
    this.#dueMs = this.#clock.now() + pauseMs
    this.#asking = undefined
  }
}
