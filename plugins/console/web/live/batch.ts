import type { LiveNews } from '../api/types.js'

/** Collects news and hands them over together, so that a burst costs one drawing. */
export class NewsBatch {
  readonly #deliver: (news: LiveNews[]) => void
  readonly #schedule: (act: () => void) => () => void
  #waiting: LiveNews[] = []
  #cancel: (() => void) | undefined

  /** @param schedule does something at the next good moment, and returns what prevents that */
  constructor (deliver: (news: LiveNews[]) => void, schedule: (act: () => void) => () => void) {
    this.#deliver = deliver
    this.#schedule = schedule
  }

  add (news: LiveNews): void {
    this.#waiting.push(news)
    this.#cancel ??= this.#schedule(() => { this.#flush() })
  }

  close (): void {
    this.#cancel?.()
    this.#waiting = []
  }

  #flush (): void {
    this.#cancel = undefined
    const news = this.#waiting
    this.#waiting = []
    this.#deliver(news)
  }
}
