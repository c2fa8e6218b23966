import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { Rejected, Retryable, type PluginHub } from '@kefuhub/contract'
import type { Draft } from '../job/draft.js'
import type { S3Options } from '../options.js'
import { S3Client, S3RefusalError, type S3Answer } from './s3-client.js'
import { openScratch, scratchError } from './scratch.js'
import type { Target } from './target.js'

const MIB = 1024 * 1024
// Facts of S3: parts have at least 5 MiB, there are at most 10 000 of them.
const MAX_PARTS = 10_000

/** From which size on a file goes in parts. */
export interface UploadSizes {
  /** A longer file goes in parts. */
  singleMaxBytes: number
  partBytes: number
}

const SIZES: UploadSizes = { singleMaxBytes: 100 * MIB, partBytes: 8 * MIB }
// Lets a later attempt, and whoever reads the file, tell whether it is the same.
const DIGEST_HEADER = 'x-amz-meta-sha256'

/** A bucket of storage that speaks S3. Drafts lie on this machine until all are there. */
export class S3Target implements Target {
  readonly #hub: Pick<PluginHub, 'fetch' | 'clock' | 'log'>
  readonly #options: S3Options
  readonly #client: S3Client
  readonly #sizes: UploadSizes

  constructor (hub: Pick<PluginHub, 'fetch' | 'clock' | 'log'>, options: S3Options, sizes = SIZES) {
    this.#hub = hub
    this.#options = options
    this.#client = new S3Client(hub, options)
    this.#sizes = sizes
  }

  open (): Promise<FileHandle> { return openScratch() }

  async publish (drafts: readonly Draft[], signal: AbortSignal): Promise<void> {
    try {
      for (const draft of drafts) await this.#put(draft, signal)
    } catch (error) {
      throw this.#client.toError(error)
    }
  }

  /** Nothing is left: the file has no name. */
  async discard (): Promise<void> {}

  diskError (error: unknown): unknown { return scratchError(error) }

  async #put (draft: Draft, signal: AbortSignal): Promise<void> {
    try {
      await (draft.bytes > this.#sizes.singleMaxBytes ? this.#putInParts(draft, signal) : this.#putWhole(draft, signal))
    } catch (error) {
      if (!(error instanceof S3RefusalError) || error.refusal.status !== 412) throw error
      await this.#checkSame(draft, signal)
    }
  }

  async #putWhole (draft: Draft, signal: AbortSignal): Promise<void> {
    const source = draft.bytes === 0 ? Buffer.alloc(0) : draft.read()
    try {
      toEtag(await this.#client.send({
        method: 'PUT',
        key: this.#key(draft),
        headers: { ...this.#headersOf(draft), ...this.#condition, ...this.#checksumOf(draft.sha256) },
        body: { content: source, bytes: draft.bytes, sha256: draft.sha256 }
      }, signal))
    } finally {
      if (!Buffer.isBuffer(source)) source.destroy()
    }
  }

  async #putInParts (draft: Draft, signal: AbortSignal): Promise<void> {
    const key = this.#key(draft)
    const begun = await this.#client.send({
      method: 'POST',
      key,
      query: { uploads: '' },
      headers: { ...this.#headersOf(draft), ...(this.#options.checksum && { 'x-amz-checksum-algorithm': 'SHA256' }) }
    }, signal)
    const uploadId = /<UploadId>\s*([^<]{1,1024}?)\s*<\/UploadId>/.exec(begun.text)?.[1]
    if (uploadId === undefined) throw notS3()
    try {
      const parts = await this.#putParts(draft, key, uploadId, signal)
      const list = Buffer.from(`<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${parts.join('')}</CompleteMultipartUpload>`)
      const done = await this.#client.send({
        method: 'POST', key, query: { uploadId }, headers: this.#condition, body: { content: list, bytes: list.length, sha256: sha256(list) }
      }, signal)
      if (!done.text.includes('<CompleteMultipartUploadResult')) throw notS3()
    } catch (error) {
      await this.#abort(key, uploadId)
      throw error
    }
  }

  async #putParts (draft: Draft, key: string, uploadId: string, signal: AbortSignal): Promise<string[]> {
    const size = Math.max(this.#sizes.partBytes, Math.ceil(draft.bytes / MAX_PARTS))
    const parts: string[] = []
    for (let start = 0; start < draft.bytes; start += size) {
      const content = Buffer.concat(await draft.read(start, Math.min(size, draft.bytes - start)).toArray() as Buffer[])
      const digest = sha256(content)
      const number = parts.length + 1
      const etag = toEtag(await this.#client.send({
        method: 'PUT',
        key,
        query: { partNumber: String(number), uploadId },
        headers: this.#checksumOf(digest),
        body: { content, bytes: content.length, sha256: digest }
      }, signal))
      const checksum = this.#options.checksum ? `<ChecksumSHA256>${base64(digest)}</ChecksumSHA256>` : ''
      parts.push(`<Part><ETag>${escapeXml(etag)}</ETag>${checksum}<PartNumber>${number}</PartNumber></Part>`)
    }
    return parts
  }

  /** Parts that nobody puts together cost money until somebody looks. */
  async #abort (key: string, uploadId: string): Promise<void> {
    try {
      await this.#client.send({ method: 'DELETE', key, query: { uploadId } }, AbortSignal.timeout(this.#options.timeoutMs))
    } catch (err) {
      this.#hub.log.warn({ err, key }, 'The parts of an upload could not be removed; let the bucket remove incomplete uploads after a day')
    }
  }

  /** A file that may not be replaced and is there already: from an earlier attempt, or somebody else's. */
  async #checkSame (draft: Draft, signal: AbortSignal): Promise<void> {
    const found: S3Answer = await this.#client.send({ method: 'HEAD', key: this.#key(draft) }, signal)
    if (found.headers.get(DIGEST_HEADER) === draft.sha256) return
    throw new Rejected(`The bucket has another file of the name ${draft.name}, and target.s3.noOverwrite keeps it; remove it there, or turn noOverwrite off.`)
  }

  get #condition (): Record<string, string> { return this.#options.noOverwrite ? { 'if-none-match': '*' } : {} }

  #headersOf (draft: Draft): Record<string, string> {
    const { serverSideEncryption } = this.#options
    return {
      'content-type': 'application/octet-stream',
      [DIGEST_HEADER]: draft.sha256,
      ...(serverSideEncryption !== undefined && { 'x-amz-server-side-encryption': serverSideEncryption })
    }
  }

  #checksumOf (digest: string): Record<string, string> {
    return this.#options.checksum ? { 'x-amz-checksum-sha256': base64(digest) } : {}
  }

  #key ({ name }: Draft): string {
    const prefix = this.#options.prefix.replace(/\/$/, '')
    return prefix === '' ? name : `${prefix}/${name}`
  }
}

/** What every S3 answers when it has taken something; a proxy or a captive portal that says 200 does not. */
function toEtag ({ headers }: S3Answer): string {
  const etag = headers.get('etag')
  if (etag === null) throw notS3()
  return etag
}

const notS3 = (): Retryable => new Retryable('What answers does not do so as S3 does; look whether target.s3.endpoint is right and no proxy answers in its place.')
const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex')
const base64 = (hex: string): string => Buffer.from(hex, 'hex').toString('base64')
const escapeXml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
