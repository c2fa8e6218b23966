import type { LiveNews } from '../api/types.js'

/** Longest wait of news in a tab that draws no frames because nobody sees it. */
const HIDDEN_MS = 1000

/** Collects news and hands them over once per frame, so that a burst costs one drawing. */
export class NewsBatch {
  readonly #deliver: (news: LiveNews[]) => void
  #waiting: LiveNews[] = []
  #cancel: (() => void) | undefined

  constructor (deliver: (news: LiveNews[]) => void) {
    this.#deliver = deliver
  }

  add (news: LiveNews): void {
    this.#waiting.push(news)
    if (this.#cancel !== undefined) return
    if (document.hidden) {
      const timer = window.setTimeout(this.#flush, HIDDEN_MS)
      this.#cancel = () => window.clearTimeout(timer)
    } else {
      const frame = window.requestAnimationFrame(this.#flush)
      // A tab that is hidden before its frame comes gets none until it is seen again.
      const timer = window.setTimeout(this.#flush, HIDDEN_MS)
      this.#cancel = () => {
        window.cancelAnimationFrame(frame)
        window.clearTimeout(timer)
      }
    }
  }

  close (): void {
    this.#cancel?.()
    this.#waiting = []
  }

  readonly #flush = (): void => {
    this.#cancel?.()
    this.#cancel = undefined
    const news = this.#waiting
    this.#waiting = []
    this.#deliver(news)
  }
}
