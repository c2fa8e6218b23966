import type { Clock, MediaRef } from '@kefuhub/contract'
import { isSigned, sign } from './signature.js'
import type { WireMedia } from './wire.js'

const UNKNOWN_TYPE = 'application/octet-stream'
const DAY_MS = 86_400_000
/** Whole days that an address is good for. It is the same all day long, so that browsers keep what they have. */
const LIFE_DAYS = 7

/**
 * Addresses of files. Who has one may read the file for some days, without a cookie: a browser gives none to what is opened
 * in a tab of its own. Only its own visitor may send it.
 */
export class MediaLinks {
  readonly #key: Buffer
  readonly #clock: Clock

  constructor (key: Buffer, clock: Clock) {
    this.#key = key
    this.#clock = clock
  }

  toWire (visitor: string, ref: MediaRef): WireMedia {
    const { id = '', mimeType = UNKNOWN_TYPE, bytes = 0, name = '' } = ref
    const query = new URLSearchParams({
      type: mimeType,
      bytes: String(bytes),
      ...(name !== '' && { name }),
      of: this.#nameOf(visitor),
      until: String(Math.floor(this.#clock.now() / DAY_MS) + LIFE_DAYS + 1)
    })
    query.set('s', this.#sign(id, query))
    return { src: `media/${id}?${query}`, mimeType, bytes, ...(name !== '' && { name }) }
  }

  /** @returns what an address of ours names; undefined for one that is forged or has ended */
  read (src: string): MediaRef | undefined {
    const [, id = '', text = ''] = /^media\/([\w-]{1,64})\?(.+)$/.exec(src) ?? []
    const query = new URLSearchParams(text)
    const signature = query.get('s')
    query.delete('s')
    if (id === '' || !isSigned(this.#sign(id, query), signature) || Number(query.get('until')) * DAY_MS <= this.#clock.now()) return undefined
    const name = query.get('name')
    return { state: 'stored', id, mimeType: query.get('type') ?? UNKNOWN_TYPE, bytes: Number(query.get('bytes')), ...(name !== null && { name }) }
  }

  /** @returns undefined also for the file of another visitor */
  readOwn (visitor: string, src: string): MediaRef | undefined {
    const query = new URLSearchParams(src.slice(src.indexOf('?') + 1))
    return isSigned(this.#nameOf(visitor), query.get('of')) ? this.read(src) : undefined
  }

  #nameOf (visitor: string): string { return sign(this.#key, `visitor\n${visitor}`).slice(0, 22) }

  #sign (id: string, query: URLSearchParams): string { return sign(this.#key, `media\n${id}\n${query}`) }
}
