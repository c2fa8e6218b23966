/** Lets works of the same key run one after another; works of different keys do not wait for each other. */
export class Lane {
  readonly #tails = new Map<string, Promise<unknown>>()

  run<T> (key: string, work: () => Promise<T>): Promise<T> {
    const result = (this.#tails.get(key) ?? Promise.resolve()).then(work)
    const tail = result.catch(() => {}).then(() => {
      if (this.#tails.get(key) === tail) this.#tails.delete(key)
    })
    this.#tails.set(key, tail)
    return result
  }
}
