import { settles } from './settles.js'

/** Keeps what a customer's side hears, for a check to wait for. */
export class Ear {
  readonly heard: unknown[] = []
  readonly #waiting = new Set<() => void>()

  readonly hear = (message: unknown): void => {
    this.heard.push(message)
    for (const look of this.#waiting) look()
  }

  /** Whether something is heard that is it, now or before patience ends. */
  async hears (isIt: (message: unknown) => boolean): Promise<boolean> {
    let look = (): void => {}
    const found = new Promise<void>((resolve) => { look = () => { if (this.heard.some(isIt)) resolve() } })
    this.#waiting.add(look)
    look()
    const outcome = await settles(found)
    this.#waiting.delete(look)
    return outcome
  }

  /** Whether a text stands in anything that was heard. */
  has (text: string): boolean { return JSON.stringify(this.heard).includes(text) }
}
