import { randomBytes } from 'node:crypto'
import { mediaLifeMs, type MediaType } from './facts.js'
import { sniffFormat, type MediaFormat } from './sniff.js'

/** One temporary file. */
export interface Media {
  id: string
  type: MediaType
  format: MediaFormat
  bytes: Buffer
  createdAtMs: number
}

/** The temporary media of one account, from both sides. */
export class MediaShelf {
  readonly #media = new Map<string, Media>()

  /** Keeps a file for its three days. Bytes of no known format are kept as the type's commonest. */
  put (type: MediaType, bytes: Buffer, nowMs: number): Media {
    this.#dropExpired(nowMs)
    const usual = { image: 'jpg', voice: 'amr', video: 'mp4', thumb: 'jpg' } as const
    const media = { id: randomBytes(48).toString('base64url'), type, format: sniffFormat(bytes) ?? usual[type], bytes, createdAtMs: nowMs }
    this.#media.set(media.id, media)
    return media
  }

  /** @returns undefined for an id that was never given out, or is of before three days */
  get (id: string, nowMs: number): Media | undefined {
    const media = this.#media.get(id)
    return media !== undefined && nowMs - media.createdAtMs < mediaLifeMs ? media : undefined
  }

  // A map keeps the order of insertion, so the oldest stand in front.
  #dropExpired (nowMs: number): void {
    for (const { id, createdAtMs } of this.#media.values()) {
      if (nowMs - createdAtMs < mediaLifeMs) return
      this.#media.delete(id)
    }
  }
}
