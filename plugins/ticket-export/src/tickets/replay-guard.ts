const MAX_ENTRIES = 16_384

/**
 * Remembers which delivery id came with a signature: the id itself is not signed, and a call that was overheard must not count as a new
 * one under another id. Memory is bounded by two generations; a repeat of the whole call passes.
 */
export class ReplayGuard {
  readonly #keepMs: number
  #current = new Map<string, string>()
  #previous = new Map<string, string>()
  #turnsAtMs = 0

  /** @param maxAgeMs how far the time of a call may be from now, in milliseconds */
  constructor (maxAgeMs: number) { this.#keepMs = 2 * maxAgeMs }

  /** False for a signature that came with another id before. */
  admits (signature: string, id: string, nowMs: number): boolean {
    if (nowMs >= this.#turnsAtMs || this.#current.size >= MAX_ENTRIES) {
      this.#previous = this.#current
      this.#current = new Map()
      this.#turnsAtMs = nowMs + this.#keepMs
    }
    const known = this.#current.get(signature) ?? this.#previous.get(signature)
    if (known === undefined) this.#current.set(signature, id)
    return known === undefined || known === id
  }
}
