import { errors } from '../errors.js'

/** WeChat took a call and answered with an error code. */
export class ApiError extends errors.WECHAT_ERR_API {
  readonly errcode: number
  readonly errmsg: string
  /** @param path of the call, without the query, which holds the token */
  constructor (path: string, errcode: number, errmsg: string) {
    const text = redact(errmsg)
    super(path, errcode, text)
    this.errcode = errcode
    this.errmsg = text
  }
}

/** A call got no answer that means anything. */
export class TransportError extends errors.WECHAT_ERR_TRANSPORT {
  /** Whether WeChat may have acted on the request. */
  readonly isWritten: boolean
  constructor (path: string, why: string, isWritten: boolean, cause?: unknown) {
    super(path, redact(why), { cause })
    this.isWritten = isWritten
  }
}

/** Codes of failures that come before a request is written: name resolution, connecting, TLS. */
const BEFORE_WRITING = new Set([
  'ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'UND_ERR_CONNECT_TIMEOUT',
  'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID', 'ERR_TLS_CERT_ALTNAME_INVALID'
])

/** Whether a failed fetch surely did not reach the platform. */
export function isBeforeWriting (error: unknown): boolean {
  const { code, cause } = (error ?? {}) as { code?: unknown, cause?: unknown }
  if (typeof code === 'string' && BEFORE_WRITING.has(code)) return true
  // Connecting to a host with several addresses fails with all their errors at once.
  const several = (error as { errors?: unknown } | undefined)?.errors
  if (Array.isArray(several) && several.length > 0) return several.every(isBeforeWriting)
  return cause !== undefined && isBeforeWriting(cause)
}

/** Takes tokens and secrets out of a text that quotes an address. */
export function redact (text: string): string {
  return text.replace(/((?:access_token|secret)=)[^&\s"']*/g, '$1[redacted]')
}
