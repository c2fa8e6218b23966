import type { Live, Log } from '@kefuhub/contract'

/** Longest message, in characters of its JSON. */
const MAX_LENGTH = 65_536

/** Live messages of all plugins; ends with the hub. */
export interface HubLive extends Live {
  close (): Promise<void>
}

/** Live messages within this process. */
export class LocalLive implements HubLive {
  readonly lapses = 0
  readonly #listeners = new Map<string, Set<(message: unknown) => void>>()
  readonly #log: Log

  constructor (log: Log) { this.#log = log }

  publish (topic: string, message: unknown): void {
    const text = this.write(topic, message)
    if (text !== undefined) this.deliver(topic, text)
  }

  subscribe (topic: string, listener: (message: unknown) => void): () => void {
    const listeners = this.#listeners.get(topic) ?? new Set()
    this.#listeners.set(topic, listeners.add(listener))
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0) this.#listeners.delete(topic)
    }
  }

  async close (): Promise<void> { this.#listeners.clear() }

  /** @returns the message as JSON; undefined for one that is too long */
  write (topic: string, message: unknown): string | undefined {
    const text = JSON.stringify(message)
    if (text.length <= MAX_LENGTH) return text
    this.#log.error({ topic, length: text.length }, 'a live message is too long and was dropped')
    return undefined
  }

  /** Gives every listener a copy of its own. */
  deliver (topic: string, text: string): void {
    for (const listener of this.#listeners.get(topic) ?? []) {
      try {
        listener(JSON.parse(text))
      } catch (err) {
        this.#log.error({ err, topic }, 'a listener of live messages failed')
      }
    }
  }
}
