import type { SimulatedMessage } from '@kefuhub/contract/testing'
import type { ToWidget, WireContent, WireMessage } from '../wire.js'

/** What the simulated widget shows of what the hub and its agents wrote, read from the stream of events. */
export class Screen {
  readonly messages: SimulatedMessage[] = []
  readonly #seen = new Set<string>()
  readonly #waiting = new Set<() => void>()

  /** Reads until the stream ends. */
  async read (stream: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder()
    let rest = ''
    for await (const chunk of stream) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) if (line.startsWith('data: ')) this.#take(JSON.parse(line.slice(6)) as ToWidget)
    }
  }

  /** The next message after the first `count` ones. @throws Error when none comes in time */
  async next (count: number, timeoutMs: number): Promise<SimulatedMessage> {
    let wake = (): void => {}
    const woken = new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => { reject(new Error(`no message came within ${timeoutMs} ms`)) }, timeoutMs)
      wake = () => {
        if (this.messages.length <= count) return
        clearTimeout(timer)
        resolve()
      }
    })
    this.#waiting.add(wake)
    wake()
    try {
      await woken
    } finally {
      this.#waiting.delete(wake)
    }
    return this.messages[count] as SimulatedMessage
  }

  #take (told: ToWidget): void {
    if (told.kind === 'history') for (const message of told.messages) this.#show(message)
    if (told.kind === 'message') this.#show(told.message)
    for (const wake of [...this.#waiting]) wake()
  }

  #show ({ id, from, content }: WireMessage): void {
    if (from === 'visitor' || this.#seen.has(id)) return
    this.#seen.add(id)
    this.messages.push(toSimulated(content))
  }
}

function toSimulated (content: WireContent): SimulatedMessage {
  const text = 'text' in content ? content.text : 'title' in content ? content.title : undefined
  const type = content.type === 'rating' ? 'card' : content.type === 'other' ? 'unsupported' : content.type
  return { type, ...(text !== undefined && { text }) }
}
