import { Rejected, Retryable, Unauthorized } from '@kefuhub/contract'

/** What storage answered instead of doing what it was asked. */
export interface S3Refusal {
  status: number
  /** The code in the answer's XML; empty where there is none, as after HEAD or from something that is no S3. */
  code: string
  /** `Retry-After` in milliseconds. */
  afterMs?: number
  /** By how much this machine's clock differs from the storage's, in milliseconds. */
  skewMs?: number
}

const CREDENTIALS = new Set(['InvalidAccessKeyId', 'SignatureDoesNotMatch', 'InvalidSecurity', 'AuthorizationHeaderMalformed'])
const ELSEWHERE = new Set(['PermanentRedirect', 'TemporaryRedirect', 'Redirect', 'IllegalLocationConstraintException', 'InvalidRegion'])
const FULL = new Set(['XMinioStorageFull', 'XMinioAdminBucketQuotaExceeded', 'QuotaExceeded', 'InsufficientStorage'])
const DAMAGED = new Set(['BadDigest', 'InvalidDigest', 'XAmzContentSHA256Mismatch', 'XAmzContentChecksumMismatch', 'IncompleteBody', 'InvalidPart', 'NoSuchUpload'])
const BUSY = new Set(['SlowDown', 'ServiceUnavailable', 'Throttling', 'RequestLimitExceeded', 'RequestTimeout', 'InternalError', 'OperationAborted', 'ConditionalRequestConflict'])
const UNKNOWN_HEADER = new Set(['NotImplemented', 'InvalidArgument', 'InvalidRequest'])
const BUSY_STATUS = new Set([408, 409, 429])

/** What a refusal means. Codes that are not known go by the status. */
export function toS3Error (refusal: S3Refusal, bucket: string, options?: { cause?: unknown }): Error {
  const { status, code, afterMs } = refusal
  const what = code === '' ? `status ${status}` : code
  const again = { ...options, ...(afterMs !== undefined && { afterMs }) }
  if (code === 'RequestTimeTooSkewed') {
    const by = refusal.skewMs === undefined ? '' : ` by ${Math.round(refusal.skewMs / 1000)} s`
    return new Unauthorized(`The clock of this machine differs from the storage's${by} (${code}); set it right, best with NTP.`, options)
  }
  if (CREDENTIALS.has(code)) return new Unauthorized(`The storage does not take the credentials (${code}); compare accessKeyId, secretAccessKey and region of target.s3 with those of the account.`, options)
  if (code === 'NoSuchBucket') return new Rejected(`There is no bucket ${bucket} (${code}); make it, or correct target.s3.bucket and endpoint.`, options)
  if (code === 'SecondLevelDomainForbidden') return new Rejected(`The storage wants the bucket in the host name (${code}); set target.s3.forcePathStyle to false.`, options)
  if (ELSEWHERE.has(code) || (status >= 300 && status < 400)) return new Rejected(`The bucket ${bucket} is elsewhere (${what}); correct target.s3.region and endpoint.`, options)
  if (FULL.has(code) || status === 507) return new Retryable(`The storage is full (${what}); free space there or raise the quota, and the files are written again.`, again)
  if (DAMAGED.has(code)) return new Retryable(`The storage did not get the file whole (${code}); the files are written again.`, again)
  if (BUSY.has(code) || BUSY_STATUS.has(status) || status >= 500) {
    if (!UNKNOWN_HEADER.has(code)) return new Retryable(`The storage is busy or failed (${what}); the files are written again.`, again)
  }
  if (status === 401 || status === 403) return new Unauthorized(`The storage does not let the hub write to ${bucket} (${what}); give the key the right to put, read and abort uploads of objects there.`, options)
  if (UNKNOWN_HEADER.has(code)) return new Rejected(`The storage does not know something that the hub asked for (${code}); turn off checksum, noOverwrite or serverSideEncryption of target.s3.`, options)
  return new Rejected(`The storage refused the file (${what}); look at target.s3.`, options)
}
