import { Rejected, Retryable, type FetchedMedia } from '@kefuhub/contract'
import { TransportError, type Exchange } from '../api/exchange.js'
import type { Options } from '../options.js'

const UNTOLD_TYPES = new Set(['', 'text/plain', 'application/json', 'application/octet-stream'])
const BUSY = new Set([408, 425, 429])
const NAME = 'a file'

/** Downloads files that inbound messages name by their address, from hosts of the platform only. */
export class MediaFetcher {
  readonly #exchange: Exchange
  readonly #hosts: readonly string[]
  readonly #ownHost: string

  constructor (exchange: Exchange, { mediaHosts, apiBase }: Pick<Options, 'mediaHosts' | 'apiBase'>) {
    this.#exchange = exchange
    this.#hosts = mediaHosts.map((host) => host.toLowerCase())
    this.#ownHost = new URL(apiBase).host
  }

  /** @param maxBytes a longer file is refused while it arrives @throws Retryable or Rejected */
  async fetch (remote: string, { signal, maxBytes }: { signal: AbortSignal, maxBytes: number }): Promise<FetchedMedia> {
    if (!this.#isAllowed(remote)) throw new Rejected('The file stands on a host that is not one of mediaHosts')
    try {
      const response = await this.#exchange.open(remote, NAME, { signal })
      if (!response.ok) {
        await response.body?.cancel()
        const text = `Xiaohongshu answered ${response.status} for a file`
        throw response.status >= 500 || BUSY.has(response.status) ? new Retryable(text) : new Rejected(text)
      }
      const content = await this.#exchange.read(NAME, response, maxBytes)
      if (content === undefined) throw new Rejected(`The file is longer than ${maxBytes} bytes`)
      if (content.length === 0) throw new Rejected('The file is empty')
      const mimeType = (response.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
      return { content, ...(UNTOLD_TYPES.has(mimeType) ? {} : { mimeType: mimeType.slice(0, 127) }) }
    } catch (error) {
      if (error instanceof TransportError) throw new Retryable('A file could not be fetched from Xiaohongshu', { cause: error })
      throw error
    }
  }

  #isAllowed (address: string): boolean {
    if (!URL.canParse(address)) return false
    const { protocol, host, hostname, port, username, password } = new URL(address)
    if ((protocol !== 'https:' && protocol !== 'http:') || username !== '' || password !== '') return false
    if (host === this.#ownHost) return true
    return port === '' && this.#hosts.some((known) => hostname === known || hostname.endsWith(`.${known}`))
  }
}
