const MAX_ENTRIES = 65_536

/**
 * Remembers which body came with a timestamp and nonce, so that one signed address cannot carry another body. A repeat of the
 * identical request passes: that is how the platform repeats. Memory is bounded by two generations of at most 65,536 entries, which
 * covers the whole age window up to about 200 callbacks a second and at least the latest 65,536 callbacks beyond.
 */
export class ReplayGuard {
  readonly #keepMs: number
  #current = new Map<string, string>()
  #previous = new Map<string, string>()
  #turnsAtMs = 0

  /** @param maxAgeMs how far a timestamp may be from now, in milliseconds */
  constructor (maxAgeMs: number) {
    // A timestamp may be as far ahead of now as behind it, so a pair stays usable for twice the age.
    this.#keepMs = 2 * maxAgeMs
  }

  /** True when this pair is new or came with the same digest before. */
  admits (pair: string, digest: string, nowMs: number): boolean {
    if (nowMs >= this.#turnsAtMs || this.#current.size >= MAX_ENTRIES) {
      this.#previous = this.#current
      this.#current = new Map()
      this.#turnsAtMs = nowMs + this.#keepMs
    }
    const known = this.#current.get(pair) ?? this.#previous.get(pair)
    if (known === undefined) this.#current.set(pair, digest)
    return known === undefined || known === digest
  }
}
