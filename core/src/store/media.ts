import { createHash, randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileTypeFromBuffer } from 'file-type'
import { mongo } from 'mongoose'
import { errors, type MediaFile, type MediaMeta, type MediaRef, type MediaStore } from '@kefuhub/contract'
import type { Store } from './store.js'

const UNKNOWN_TYPE = 'application/octet-stream'

interface FileMeta { name?: string, mimeType: string, sha256: string }

/** Files in GridFS, under random ids. */
export class GridMedia implements MediaStore {
  readonly #bucket: mongo.GridFSBucket
  readonly #maxBytes: number

  constructor (store: Store, maxBytes: number) {
    this.#bucket = new mongo.GridFSBucket(store.connection.db as mongo.Db, { bucketName: 'media', writeConcern: { w: 'majority', journal: true } })
    this.#maxBytes = maxBytes
  }

  async put (content: Buffer | Readable, meta: MediaMeta): Promise<MediaRef> {
    const bytes = await readBounded(content, this.#maxBytes)
    const id = randomBytes(18).toString('base64url')
    // What a file is decides its content; the sender's word counts only where the content does not tell.
    const sniffed = await fileTypeFromBuffer(bytes)
    const mimeType = toKeptType(sniffed?.mime ?? toClaimedType(meta.mimeType))
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const metadata: FileMeta = { mimeType, sha256, ...(meta.name !== undefined && { name: meta.name.slice(0, 255) }) }
    await pipeline(Readable.from([bytes]), this.#bucket.openUploadStreamWithId(id as unknown as mongo.ObjectId, id, { metadata: metadata as unknown as mongo.Document }))
    return { state: 'stored', id, bytes: bytes.length, ...metadata }
  }

  async get (id: string): Promise<MediaFile> {
    const file = await this.#bucket.find({ _id: id as unknown as mongo.ObjectId }).next()
    if (file === null) throw new errors.KH_ERR_MEDIA_NOT_FOUND(id)
    const chunks = await this.#bucket.openDownloadStream(file._id).toArray() as Buffer[]
    const bytes = Buffer.concat(chunks)
    return { ref: { state: 'stored', id, bytes: bytes.length, ...file.metadata as unknown as FileMeta }, bytes }
  }
}

/** A picture shows itself by its content; whoever claims to be one without that is none. */
function toClaimedType (claimed: string | undefined): string {
  const type = claimed?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  return /^(audio|video|text|application)\/[a-z0-9.+-]{1,100}$/.test(type) ? type : UNKNOWN_TYPE
}

/** No type that a browser would run is kept, whether somebody claims it or the content has it: XHTML is XML. */
function toKeptType (type: string): string {
  return /[/+](x?html|xml|xsl|svg)\b|(java|ecma|j|live|vb)script/.test(type) ? UNKNOWN_TYPE : type
}

async function readBounded (content: Buffer | Readable, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of Buffer.isBuffer(content) ? [content] : content as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > maxBytes) throw new errors.KH_ERR_MEDIA_TOO_LARGE(maxBytes)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
