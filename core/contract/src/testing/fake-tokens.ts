import type { Clock, Token, TokenCache } from '../hub.js'

/** The hub's token cache in memory: one fetch is under way per key, everybody else waits for its result. */
export class FakeTokens implements TokenCache {
  /** How often a token was fetched, by key. */
  readonly fetches = new Map<string, number>()
  /** All values that were ever stored, in order. */
  readonly values: string[] = []
  readonly #clock: Clock
  readonly #stored = new Map<string, { value: string, expiresAtMs: number }>()
  readonly #flights = new Map<string, Promise<string>>()

  constructor (clock: Clock) { this.#clock = clock }

  async get (key: string, fetchToken: () => Promise<Token>, options: { earlyMs?: number } = {}): Promise<string> {
    const stored = this.#stored.get(key)
    const leftMs = stored === undefined ? -Infinity : stored.expiresAtMs - this.#clock.now()
    if (stored !== undefined && leftMs >= (options.earlyMs ?? 600_000)) return stored.value
    return this.#fetch(key, fetchToken)
  }

  async replace (key: string, used: string, fetchToken: () => Promise<Token>): Promise<string> {
    const stored = this.#stored.get(key)
    if (stored !== undefined && stored.value !== used) return stored.value
    return this.#fetch(key, fetchToken)
  }

  #fetch (key: string, fetchToken: () => Promise<Token>): Promise<string> {
    const underWay = this.#flights.get(key)
    if (underWay !== undefined) return underWay
    this.fetches.set(key, (this.fetches.get(key) ?? 0) + 1)
    const flight = this.#store(key, fetchToken).finally(() => this.#flights.delete(key))
    this.#flights.set(key, flight)
    return flight
  }

  async #store (key: string, fetchToken: () => Promise<Token>): Promise<string> {
    const { value, expiresInMs } = await fetchToken()
    this.#stored.set(key, { value, expiresAtMs: this.#clock.now() + expiresInMs })
    this.values.push(value)
    return value
  }
}
