import { createHash, createHmac } from 'node:crypto'
import { SimulatedServer, type CallKind, type ServedAnswer, type ServedCall, type ServedSystem } from '@kefuhub/contract/testing'

const SKEW_MS = 900_000

/** An object of the bucket. */
export interface StoredObject {
  content: Buffer
  headers: Record<string, string>
}

interface Upload { key: string, headers: Record<string, string>, parts: Map<number, { content: Buffer, etag: string, checksum: string | undefined }> }

/** What the simulator does not let pass. */
class Refusal extends Error {
  readonly answer: ServedAnswer
  constructor (status: number, code: string, headers: Record<string, string> = {}) {
    super(code)
    this.answer = refusal(status, code, headers)
  }
}

/**
 * S3 as AWS documents it, as far as files are put there: Signature Version 4 over every header that matters and over the body,
 * whole lengths, checksums, conditions and multipart uploads. It rests on AWS's published rules of signing, not on the
 * library that the plugin signs with.
 */
export class S3Simulator implements ServedSystem {
  readonly bucket = 'tickets'
  readonly accessKeyId = 'AKIDEXAMPLE'
  readonly secretAccessKey = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'
  readonly region: string
  readonly server = new SimulatedServer(this)
  readonly objects = new Map<string, StoredObject>()
  readonly uploads = new Map<string, Upload>()
  readonly calls: Array<{ method: string, path: string, headers: ServedCall['headers'], bytes: number }> = []
  /** The storage's time. */
  nowMs: number
  /** AWS: 5 MiB. Each part but the last one must have as much. */
  minPartBytes = 5 * 1024 * 1024
  /** Answers a call in place of doing it. */
  intercept: (call: ServedCall) => ServedAnswer | undefined = () => undefined
  #lastUpload = 0

  constructor (nowMs: number, region = 'cn-north-1') {
    this.nowMs = nowMs
    this.region = region
  }

  async listen (): Promise<string> { return await this.server.listen() }
  async close (): Promise<void> { await this.server.close() }

  kindOf ({ method }: ServedCall): CallKind { return method === 'HEAD' ? 'read' : 'write' }

  refusal (fault: 'busy' | 'busy-with-wait' | 'unauthorized' | 'rejected'): ServedAnswer {
    const answers = { busy: [503, 'SlowDown'], 'busy-with-wait': [503, 'SlowDown'], unauthorized: [403, 'InvalidAccessKeyId'], rejected: [400, 'EntityTooLarge'] } as const
    const [status, code] = answers[fault]
    return refusal(status, code, fault === 'busy-with-wait' ? { 'retry-after': '7' } : {})
  }

  answer (call: ServedCall): ServedAnswer {
    this.calls.push({ method: call.method, path: call.url.pathname + call.url.search, headers: call.headers, bytes: call.body.length })
    try {
      const answer = this.intercept(call) ?? this.#do(call)
      return { ...answer, headers: { date: new Date(this.nowMs).toUTCString(), ...answer.headers } }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const { answer } = error
      // What answers HEAD has no body.
      return { ...answer, headers: { date: new Date(this.nowMs).toUTCString(), ...answer.headers }, ...(call.method === 'HEAD' && { body: '' }) }
    }
  }

  #do (call: ServedCall): ServedAnswer {
    this.#checkSignature(call)
    const { bucket, key } = this.#addressOf(call)
    if (bucket !== this.bucket) throw new Refusal(404, 'NoSuchBucket')
    const query = call.url.searchParams
    const id = query.get('uploadId')
    if (call.method === 'HEAD') return this.#head(key)
    if (call.method === 'POST' && query.has('uploads')) return this.#begin(key, call)
    if (call.method === 'PUT' && id === null) return this.#put(key, call)
    const upload = this.uploads.get(id ?? '')
    if (upload === undefined || upload.key !== key) throw new Refusal(404, 'NoSuchUpload')
    if (call.method === 'PUT') return this.#putPart(upload, Number(query.get('partNumber')), call)
    if (call.method === 'POST') return this.#complete(id!, upload, call)
    this.uploads.delete(id!)
    return { status: 204 }
  }

  #head (key: string): ServedAnswer {
    const object = this.objects.get(key)
    if (object === undefined) throw new Refusal(404, 'NoSuchKey')
    return { status: 200, headers: { ...metadataOf(object.headers), 'content-length': String(object.content.length) } }
  }

  #put (key: string, call: ServedCall): ServedAnswer {
    this.#checkCondition(key, call)
    this.objects.set(key, { content: call.body, headers: { ...call.headers as Record<string, string> } })
    return { status: 200, headers: { etag: `"${md5(call.body)}"` } }
  }

  #begin (key: string, call: ServedCall): ServedAnswer {
    const id = `upload-${++this.#lastUpload}`
    this.uploads.set(id, { key, headers: { ...call.headers as Record<string, string> }, parts: new Map() })
    return { status: 200, body: `<?xml version="1.0"?><InitiateMultipartUploadResult><Bucket>${this.bucket}</Bucket><Key>${key}</Key><UploadId>${id}</UploadId></InitiateMultipartUploadResult>` }
  }

  #putPart ({ parts }: Upload, number: number, { body, headers }: ServedCall): ServedAnswer {
    if (!(number >= 1 && number <= 10_000)) throw new Refusal(400, 'InvalidArgument')
    parts.set(number, { content: body, etag: `"${md5(body)}"`, checksum: headers['x-amz-checksum-sha256'] as string | undefined })
    return { status: 200, headers: { etag: `"${md5(body)}"` } }
  }

  #complete (id: string, { key, headers, parts }: Upload, call: ServedCall): ServedAnswer {
    this.#checkCondition(key, call)
    const listed = [...call.body.toString().matchAll(/<Part><ETag>(.+?)<\/ETag>(?:<ChecksumSHA256>(.+?)<\/ChecksumSHA256>)?<PartNumber>(\d+)<\/PartNumber><\/Part>/g)]
    const contents = listed.map(([, etag = '', checksum, number], index) => {
      if (Number(number) !== index + 1) throw new Refusal(400, 'InvalidPartOrder')
      const part = parts.get(index + 1)
      if (part === undefined || part.etag !== etag.replaceAll('&quot;', '"')) throw new Refusal(400, 'InvalidPart')
      if (headers['x-amz-checksum-algorithm'] === 'SHA256' && (checksum === undefined || checksum !== part.checksum)) throw new Refusal(400, 'InvalidPart')
      if (index < listed.length - 1 && part.content.length < this.minPartBytes) throw new Refusal(400, 'EntityTooSmall')
      return part.content
    })
    if (contents.length === 0) throw new Refusal(400, 'MalformedXML')
    this.uploads.delete(id)
    this.objects.set(key, { content: Buffer.concat(contents), headers })
    return { status: 200, body: `<?xml version="1.0"?><CompleteMultipartUploadResult><Key>${key}</Key><ETag>"x-${contents.length}"</ETag></CompleteMultipartUploadResult>` }
  }

  #checkCondition (key: string, { headers }: ServedCall): void {
    if (headers['if-none-match'] === '*' && this.objects.has(key)) throw new Refusal(412, 'PreconditionFailed')
  }

  /** In the path, or as the first part of the host name. */
  #addressOf ({ url }: ServedCall): { bucket: string, key: string } {
    const path = url.pathname.slice(1).split('/').map(decodeURIComponent)
    if (/^[\d.]+$|^localhost$/.test(url.hostname)) return { bucket: path[0] ?? '', key: path.slice(1).join('/') }
    return { bucket: url.hostname.split('.')[0] ?? '', key: path.join('/') }
  }

  #checkSignature (call: ServedCall): void {
    const { headers, method, url, body } = call
    const header = (name: string): string => String(headers[name] ?? '')
    const [, id, scope = '', names = '', signature] = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(header('authorization')) ?? []
    if (id === undefined) throw new Refusal(403, 'AccessDenied')
    if (id !== this.accessKeyId) throw new Refusal(403, 'InvalidAccessKeyId')
    const date = header('x-amz-date')
    const at = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
    if (Number.isNaN(at)) throw new Refusal(403, 'AccessDenied')
    if (Math.abs(at - this.nowMs) > SKEW_MS) throw new Refusal(403, 'RequestTimeTooSkewed')
    if (scope !== `${date.slice(0, 8)}/${this.region}/s3/aws4_request`) throw new Refusal(400, 'AuthorizationHeaderMalformed')
    const signed = names.split(';')
    const mustBeSigned = ['host', ...Object.keys(headers).filter((name) => name.startsWith('x-amz-'))]
    if (signed.join() !== [...signed].sort().join() || !mustBeSigned.every((name) => signed.includes(name))) throw new Refusal(403, 'AccessDenied')
    if (method !== 'HEAD' && method !== 'DELETE' && headers['content-length'] === undefined) throw new Refusal(411, 'MissingContentLength')
    const digest = header('x-amz-content-sha256')
    const canonical = [
      method,
      url.pathname.split('/').map((part) => encode(decodeURIComponent(part))).join('/'),
      [...url.searchParams].map(([name, value]) => `${encode(name)}=${encode(value)}`).sort().join('&'),
      ...signed.map((name) => `${name}:${header(name).trim().replace(/\s+/g, ' ')}`),
      '',
      names,
      digest
    ].join('\n')
    const key = ['s3', 'aws4_request'].reduce<Buffer>((key, part) => hmac(key, part), hmac(hmac(`AWS4${this.secretAccessKey}`, date.slice(0, 8)), this.region))
    const expected = hmac(key, ['AWS4-HMAC-SHA256', date, scope, sha256(canonical).toString('hex')].join('\n')).toString('hex')
    if (signature !== expected) throw new Refusal(403, 'SignatureDoesNotMatch')
    if (digest !== sha256(body).toString('hex')) throw new Refusal(400, 'XAmzContentSHA256Mismatch')
    const checksum = headers['x-amz-checksum-sha256']
    if (checksum !== undefined && checksum !== sha256(body).toString('base64')) throw new Refusal(400, 'BadDigest')
  }
}

/** An error document. */
export function refusal (status: number, code: string, headers: Record<string, string> = {}): ServedAnswer {
  return { status, headers: { 'content-type': 'application/xml', ...headers }, body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>It says so.</Message><RequestId>1</RequestId></Error>` }
}

function metadataOf (headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('x-amz-meta-')))
}

const sha256 = (content: Buffer | string): Buffer => createHash('sha256').update(content).digest()
const md5 = (content: Buffer): string => createHash('md5').update(content).digest('hex')
const hmac = (key: Buffer | string, text: string): Buffer => createHmac('sha256', key).update(text).digest()
const encode = (text: string): string => encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
