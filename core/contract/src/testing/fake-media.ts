import { createHash, randomUUID } from 'node:crypto'
import type { Readable } from 'node:stream'
import { errors } from '../errors.js'
import type { MediaFile, MediaMeta, MediaRef, MediaStore } from '../media.js'

/** The hub's media store in memory. It believes the claimed type; the real one sniffs the content. */
export class FakeMedia implements MediaStore {
  /** The stored files by id. */
  readonly files = new Map<string, MediaFile>()
  readonly #maxBytes: number

  /** @param maxBytes longest file that is kept */
  constructor (maxBytes: number) { this.#maxBytes = maxBytes }

  async put (content: Buffer | Readable, meta: MediaMeta): Promise<MediaRef> {
    const bytes = Buffer.isBuffer(content) ? content : await this.#read(content)
    if (bytes.length > this.#maxBytes) throw new errors.KH_ERR_MEDIA_TOO_LARGE(this.#maxBytes)
    const id = randomUUID()
    const ref: MediaRef = {
      state: 'stored',
      id,
      ...meta,
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex')
    }
    this.files.set(id, { ref, bytes })
    return { ...ref }
  }

  async get (id: string): Promise<MediaFile> {
    const file = this.files.get(id)
    if (file === undefined) throw new errors.KH_ERR_MEDIA_NOT_FOUND(id)
    return { ref: { ...file.ref }, bytes: Buffer.from(file.bytes) }
  }

  async #read (stream: Readable): Promise<Buffer> {
    const chunks: Buffer[] = []
    let bytes = 0
    for await (const chunk of stream) {
      chunks.push(Buffer.from(chunk as Uint8Array))
      bytes += chunks.at(-1)?.length ?? 0
      // Leaving the loop destroys the stream.
      if (bytes > this.#maxBytes) throw new errors.KH_ERR_MEDIA_TOO_LARGE(this.#maxBytes)
    }
    return Buffer.concat(chunks)
  }
}
