import { RecipientGone, Rejected, Retryable, Unauthorized, Uncertain, type ChannelHub, type FetchedMedia, type Health } from '@kefuhub/contract'
import type { Options } from './options.js'
import type { Answer } from './wire.js'

const TIMEOUT_MS = 8000
/** Nothing went out when a connection failed like this. */
const UNSENT: readonly unknown[] = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']

/** The platform's API, and what its failures mean to the hub. */
export class Api {
  health: Health = { state: 'ok' }
  readonly #hub: ChannelHub
  readonly #options: Options

  constructor (hub: ChannelHub, options: Options) {
    this.#hub = hub
    this.#options = options
  }

  /** Sends a message. @returns the platform's id of it */
  async send (message: object, signal: AbortSignal): Promise<string | undefined> {
    const answer = await this.#post(message, signal)
    this.health = answer.error === 'credentials' ? { state: 'down', reason: 'The platform does not let us in: check `token`' } : { state: 'ok' }
    switch (answer.error) {
      case undefined: return answer.id
      case 'busy': throw new Retryable('The platform is busy', answer.waitS === undefined ? {} : { afterMs: answer.waitS * 1000 })
      case 'credentials': throw new Unauthorized('The platform does not let us in: check `token`')
      case 'gone': throw new RecipientGone('The customer blocked us')
      default: throw new Rejected(`The platform refuses the message: ${answer.message ?? answer.error}`)
    }
  }

  /** Downloads a file; one that is too long is known while it arrives. */
  async download (id: string, { signal, maxBytes }: { signal: AbortSignal, maxBytes: number }): Promise<FetchedMedia> {
    const chunks: Uint8Array[] = []
    let bytes = 0
    try {
      const response = await this.#hub.fetch(`${this.#options.apiBase}/files/${encodeURIComponent(id)}`, { headers: this.#headers, signal })
      if (response.status === 404) throw new Rejected('The platform does not have the file any more')
      if (!response.ok) throw new Retryable(`The platform answers ${response.status}`)
      for await (const chunk of response.body ?? []) {
        bytes += chunk.length
        if (bytes > maxBytes) throw new Rejected(`The file is longer than ${maxBytes} bytes`)
        chunks.push(chunk)
      }
      return { content: Buffer.concat(chunks), mimeType: response.headers.get('content-type') ?? 'application/octet-stream' }
    } catch (cause) {
      throw cause instanceof Rejected ? cause : new Retryable('The platform did not give the file', { cause })
    }
  }

  async #post (message: object, signal: AbortSignal): Promise<Answer> {
    try {
      const response = await this.#hub.fetch(`${this.#options.apiBase}/messages`, {
        method: 'POST', headers: { ...this.#headers, 'content-type': 'application/json' }, body: JSON.stringify(message), signal, timeoutMs: TIMEOUT_MS
      })
      return await response.json() as Answer
    } catch (cause) {
      const { code } = (cause as { cause?: { code?: unknown } }).cause ?? {}
      throw UNSENT.includes(code) ? new Retryable('The platform is out of reach', { cause }) : new Uncertain('The platform did not answer', { cause })
    }
  }

  get #headers (): Record<string, string> { return { authorization: `Bearer ${this.#options.token}` } }
}
