import { createError } from '@kefuhub/contract'

/**
 * The catalogue of this package. Refusals of a callback carry the status that the caller gets; the text stays inside, because a
 * caller must not learn which check failed.
 */
export const errors = {
  XHS_ERR_ADDRESS: createError('XHS_ERR_ADDRESS', 'The request came from an address that the allow-list does not hold; compare it with addressAllowList, and server.trustProxy with the proxy in front', 403),
  XHS_ERR_SIGNATURE: createError<[string]>('XHS_ERR_SIGNATURE', 'The signature is missing or wrong; compare %s with what Xiaohongshu shows', 403),
  XHS_ERR_STALE: createError('XHS_ERR_STALE', 'The timestamp is too far from now; check the clock of this machine or raise maxAgeMs', 403),
  XHS_ERR_ENVELOPE: createError<[string]>('XHS_ERR_ENVELOPE', 'The encrypted content cannot be opened: %s; compare im.cipherKey with the key that Xiaohongshu gave you', 403),
  XHS_ERR_ACCOUNT: createError<[string]>('XHS_ERR_ACCOUNT', 'The callback is for an account that is not bound to this entry (%s); bind it or list it under im.accounts', 403),
  XHS_ERR_BINDING: createError<[string]>('XHS_ERR_BINDING', 'The binding was refused: %s; open the binding page for a fresh link', 403),
  XHS_ERR_MALFORMED: createError<[string]>('XHS_ERR_MALFORMED', 'The body is not the JSON that Xiaohongshu sends: %s', 400),
  XHS_ERR_OVERSIZE: createError('XHS_ERR_OVERSIZE', 'The body is longer than 256 KiB', 413),
  XHS_ERR_REQUEST: createError<[string]>('XHS_ERR_REQUEST', 'The request could not be read: %s', 400),
  XHS_ERR_OPTIONS: createError<[string, string]>('XHS_ERR_OPTIONS', 'The option %s is wrong: %s', 500),
  XHS_ERR_TRANSPORT: createError<[string, string, { cause: unknown }]>('XHS_ERR_TRANSPORT', 'Xiaohongshu could not be asked %s: %s', 502)
} as const

/** The reason of a refusal for `/metrics`: the code without its prefix, in lower case, or undefined for any other error. */
export function refusalReason (error: { code?: string }): string | undefined {
  const code = error.code ?? ''
  if (!code.startsWith('XHS_ERR_')) return undefined
  return code.slice('XHS_ERR_'.length).toLowerCase().replaceAll('_', '-')
}
