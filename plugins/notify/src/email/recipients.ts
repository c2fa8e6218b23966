/** So many notifications are remembered that reached some of their recipients. */
const MAX_REMEMBERED = 1000

/**
 * Who still has to get a notification that a server took for some recipients and put off for others. Kept in memory: after a restart
 * all get it again, under the same message id.
 */
export class Recipients {
  readonly #all: readonly string[]
  readonly #left = new Map<string, readonly string[]>()

  constructor (all: readonly string[]) { this.#all = all }

  /** @param id of the notification */
  of (id: string): readonly string[] { return this.#left.get(id) ?? this.#all }

  /** Remembers who is left; nobody: the notification is done with. */
  leave (id: string, left: readonly string[]): void {
    this.#left.delete(id)
    if (left.length === 0) return
    this.#left.set(id, left)
    const [oldest] = this.#left.keys()
    if (this.#left.size > MAX_REMEMBERED && oldest !== undefined) this.#left.delete(oldest)
  }
}
