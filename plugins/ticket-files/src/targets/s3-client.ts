import { Readable } from 'node:stream'
import { Retryable, type PluginHub } from '@kefuhub/contract'
import { AwsV4Signer } from 'aws4fetch'
import type { S3Options } from '../options.js'
import { toS3Error, type S3Refusal } from './s3-error.js'

const MAX_ANSWER_BYTES = 65_536
// Some servers do not read a long file to its end before they refuse it; then their answer is lost.
const BROKEN = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'])
// The digest of no bytes at all.
const NOTHING = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

/** A request to the storage. */
export interface S3Request {
  method: 'PUT' | 'POST' | 'HEAD' | 'DELETE'
  /** Key of the object. */
  key: string
  query?: Record<string, string>
  headers?: Record<string, string>
  /** What is sent: so many bytes with this digest, in lower-case hex. */
  body?: { content: Buffer | Readable, bytes: number, sha256: string }
}

/** An answer of the storage that is no error. */
export interface S3Answer {
  headers: Headers
  text: string
}

/** The storage said no. */
export class S3RefusalError extends Error {
  readonly refusal: S3Refusal
  constructor (refusal: S3Refusal) {
    super(`The storage answered ${refusal.status} ${refusal.code}`)
    this.refusal = refusal
  }
}

/** Signs requests and sends them. */
export class S3Client {
  readonly #hub: Pick<PluginHub, 'fetch' | 'clock'>
  readonly #options: S3Options
  readonly #base: string

  constructor (hub: Pick<PluginHub, 'fetch' | 'clock'>, options: S3Options) {
    this.#hub = hub
    this.#options = options
    const { protocol, host } = new URL(options.endpoint)
    this.#base = options.forcePathStyle ? `${protocol}//${host}/${options.bucket}` : `${protocol}//${options.bucket}.${host}`
  }

  /** @throws S3RefusalError for what the storage refuses, Retryable where it cannot be reached, the signal's reason */
  async send (request: S3Request, signal: AbortSignal): Promise<S3Answer> {
    const { content, bytes, sha256 } = request.body ?? { content: undefined, bytes: 0, sha256: NOTHING }
    const url = this.#url(request)
    const signed = await new AwsV4Signer({
      method: request.method,
      url,
      headers: { ...request.headers, 'x-amz-content-sha256': sha256 },
      accessKeyId: this.#options.accessKeyId,
      secretAccessKey: this.#options.secretAccessKey,
      service: 's3',
      region: this.#options.region,
      datetime: new Date(this.#hub.clock.now()).toISOString().replaceAll(/[:-]|\.\d{3}/g, '')
    }).sign()
    const headers = Object.fromEntries(signed.headers)
    try {
      const response = await this.#hub.fetch(url, {
        method: request.method,
        // Storage takes no file whose length it does not know before.
        headers: content === undefined ? headers : { ...headers, 'content-length': String(bytes) },
        ...(content !== undefined && { body: toBody(content), duplex: 'half' as const }),
        // A redirect says that the bucket is elsewhere; following it would send the file to nobody knows whom.
        redirect: 'manual',
        signal,
        timeoutMs: this.#options.timeoutMs
      })
      const text = await readText(response)
      const code = codeOf(text)
      // Putting parts together can fail after 200 was sent.
      if (response.ok && code === '') return { headers: response.headers, text }
      throw new S3RefusalError({ status: response.status, code, ...this.#timesOf(response) })
    } catch (error) {
      if (error instanceof S3RefusalError) throw error
      signal.throwIfAborted()
      throw this.#toTransportError(error as Error)
    }
  }

  /** What an error means for the hub. */
  toError (error: unknown): unknown {
    return error instanceof S3RefusalError ? toS3Error(error.refusal, this.#options.bucket, { cause: error }) : error
  }

  #url ({ key, query = {} }: S3Request): string {
    const path = key.split('/').map(encodeURIComponent).join('/')
    const search = new URLSearchParams(query).toString()
    return `${this.#base}/${path}${search === '' ? '' : `?${search}`}`
  }

  #timesOf ({ headers }: Response): Pick<S3Refusal, 'afterMs' | 'skewMs'> {
    const now = this.#hub.clock.now()
    const retryAfter = headers.get('retry-after') ?? ''
    const afterMs = /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - now
    const skewMs = now - Date.parse(headers.get('date') ?? '')
    return { ...(afterMs >= 0 && { afterMs }), ...(!Number.isNaN(skewMs) && { skewMs }) }
  }

  #toTransportError (error: Error): Retryable {
    const { endpoint, timeoutMs } = this.#options
    if (error.name === 'TimeoutError') {
      return new Retryable(`The storage ${endpoint} did not take the file within ${timeoutMs} ms; look after the line, or raise target.s3.timeoutMs.`, { cause: error })
    }
    const { code = error.message } = (error.cause ?? {}) as { code?: string }
    if (BROKEN.has(code)) {
      return new Retryable(`The storage ${endpoint} broke the connection (${code}); if it does so again, it may refuse the credentials or files of this size without saying so.`, { cause: error })
    }
    return new Retryable(`The storage ${endpoint} cannot be reached (${code}); look at target.s3.endpoint, and whether it runs.`, { cause: error })
  }
}

function toBody (content: Buffer | Readable): NonNullable<RequestInit['body']> {
  return content instanceof Readable ? Readable.toWeb(content) as ReadableStream : content
}

/** As much of an answer as can matter. */
async function readText (response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length
    if (bytes > MAX_ANSWER_BYTES) break
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

/** The code of an error document; empty where there is none. */
function codeOf (text: string): string {
  return /<Error\b[^>]*>.*?<Code>\s*([A-Za-z0-9]{1,64})\s*<\/Code>/s.exec(text)?.[1] ?? ''
}
