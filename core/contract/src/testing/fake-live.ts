import type { Live } from '../hub.js'

/** Live messages within one process, given to listeners at once. */
export class FakeLive implements Live {
  /** A test counts up what it lets a listener miss. */
  lapses = 0
  readonly #listeners = new Map<string, Set<(message: unknown) => void>>()

  publish (topic: string, message: unknown): void {
    // As it is after a trip between processes.
    const copy: unknown = JSON.parse(JSON.stringify(message))
    for (const listener of this.#listeners.get(topic) ?? []) listener(copy)
  }

  subscribe (topic: string, listener: (message: unknown) => void): () => void {
    const listeners = this.#listeners.get(topic) ?? new Set()
    this.#listeners.set(topic, listeners.add(listener))
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0) this.#listeners.delete(topic)
    }
  }
}
