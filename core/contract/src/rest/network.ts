/** Codes of failures that come before a request is written: name resolution, connecting, TLS. */
const BEFORE_WRITING = new Set([
  'ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'UND_ERR_CONNECT_TIMEOUT',
  'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID', 'ERR_TLS_CERT_ALTNAME_INVALID'
])

/** Whether a failed fetch surely did not reach the other system. */
export function isBeforeWriting (error: unknown): boolean {
  const { code, cause, errors } = (error ?? {}) as { code?: unknown, cause?: unknown, errors?: unknown }
  if (typeof code === 'string' && BEFORE_WRITING.has(code)) return true
  // Connecting to a host with several addresses fails with all their errors at once.
  if (Array.isArray(errors) && errors.length > 0) return errors.every(isBeforeWriting)
  return cause !== undefined && isBeforeWriting(cause)
}

/** What happened to a fetch, in a few words. */
export function describeFailure (error: unknown): string {
  const { name, message, cause } = error as Error & { cause?: { code?: string } }
  if (name === 'TimeoutError') return 'no answer in time'
  if (name === 'AbortError') return 'the hub is stopping'
  return cause?.code ?? message
}
