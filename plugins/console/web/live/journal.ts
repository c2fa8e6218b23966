/** How long news are kept: longer than any request lasts. */
const KEEP_MS = 60_000

/**
 * The latest news of each item with the time they came. An answer that was under way when news came is older than the news;
 * what came since the request began is put over it.
 */
export class Journal<T extends { id: string }> {
  readonly #entries = new Map<string, { item: T, at: number }>()

  note (items: readonly T[]): void {
    const now = Date.now()
    for (const item of items) {
      // Taken out first, so that the map stays in order of time and the old ones stand in front.
      this.#entries.delete(item.id)
      this.#entries.set(item.id, { item, at: now })
    }
    for (const [id, { at }] of this.#entries) {
      if (at > now - KEEP_MS) break
      this.#entries.delete(id)
    }
  }

  has (id: string): boolean { return this.#entries.has(id) }

  since (time: number): T[] {
    return [...this.#entries.values()].filter(({ at }) => at >= time).map(({ item }) => item)
  }
}
