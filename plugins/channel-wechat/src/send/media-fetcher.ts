import { Rejected, type Clock, type FetchedMedia } from '@kefuhub/contract'
import type { Api } from '../api/api.js'
import { noAnswer, parseObject, throwErrcode, type Exchange } from '../api/exchange.js'
import { MEDIA_HOSTS } from '../facts.js'
import type { Options } from '../options.js'
import { toDeliveryError } from '../api/verdict.js'

const PATH = '/cgi-bin/media/get'
const UNTOLD_TYPES = new Set(['', 'text/plain', 'application/json', 'application/octet-stream'])
const FILE_NAME = /filename="?([^";]+)"?/i

/** Downloads files that inbound messages name, as `media:ID` or `url:ADDRESS`. @see WeChat Official Account, media/get */
export class MediaFetcher {
  readonly #api: Api
  readonly #exchange: Exchange
  readonly #clock: Clock
  readonly #ownHost: string

  constructor (api: Api, exchange: Exchange, clock: Clock, { apiBase }: Pick<Options, 'apiBase'>) {
    this.#api = api
    this.#exchange = exchange
    this.#clock = clock
    this.#ownHost = new URL(apiBase).host
  }

  /** @param maxBytes a longer file is refused while it arrives @throws Retryable, Rejected or Unauthorized */
  async fetch (remote: string, { signal, maxBytes }: { signal: AbortSignal, maxBytes: number }): Promise<FetchedMedia> {
    try {
      if (remote.startsWith('url:')) return await this.#fetchUrl(remote.slice('url:'.length), maxBytes, signal)
      if (!remote.startsWith('media:')) throw new Rejected(`'${remote.slice(0, 32)}' is not a file of WeChat`)
      const found = await this.#fetchId(remote.slice('media:'.length), maxBytes, signal)
      return typeof found === 'string' ? await this.#fetchUrl(found, maxBytes, signal) : found
    } catch (error) {
      throw toDeliveryError(error, { attempt: 1, nowMs: this.#clock.now(), isRepeatable: true })
    }
  }

  /** The file of an id, or the address of a video. */
  #fetchId (id: string, maxBytes: number, signal: AbortSignal): Promise<FetchedMedia | string> {
    return this.#api.withToken(async (token) => {
      const response = await this.#exchange.open(PATH, { access_token: token, media_id: id }, undefined, signal)
      const bytes = await this.#read(response, maxBytes)
      // A failure has been seen with the type text/plain, so the body decides and not the header.
      const answer = parseObject(bytes)
      if (answer !== undefined) {
        throwErrcode(PATH, answer)
        if (typeof answer.video_url === 'string') return answer.video_url
      }
      return toMedia(response, bytes)
    })
  }

  async #fetchUrl (url: string, maxBytes: number, signal: AbortSignal): Promise<FetchedMedia> {
    if (!this.#isAllowed(url)) throw new Rejected('WeChat named a file on a host that is not its own')
    const response = await this.#exchange.openUrl('a file address', url, undefined, signal)
    return toMedia(response, await this.#read(response, maxBytes))
  }

  async #read (response: Response, maxBytes: number): Promise<Buffer> {
    const bytes = await this.#exchange.read(PATH, response, maxBytes)
    if (bytes === undefined) throw new Rejected(`The file is longer than ${maxBytes} bytes`)
    return bytes
  }

  #isAllowed (address: string): boolean {
    if (!URL.canParse(address)) return false
    const { protocol, host, hostname, port, username, password } = new URL(address)
    if ((protocol !== 'https:' && protocol !== 'http:') || username !== '' || password !== '') return false
    if (host === this.#ownHost) return true
    return port === '' && MEDIA_HOSTS.some((known) => hostname === known || hostname.endsWith(`.${known}`))
  }
}

function toMedia (response: Response, content: Buffer): FetchedMedia {
  if (!response.ok || content.length === 0) throw noAnswer(PATH, response.status)
  const mimeType = (response.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  const name = FILE_NAME.exec(response.headers.get('content-disposition') ?? '')?.[1]
  return {
    content,
    ...(UNTOLD_TYPES.has(mimeType) ? {} : { mimeType: mimeType.slice(0, 127) }),
    ...(name === undefined ? {} : { name: name.slice(0, 255) })
  }
}
