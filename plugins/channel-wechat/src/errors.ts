import { createError } from '@kefuhub/contract'

/**
 * The catalogue of this package. Refusals of a callback carry the status that the caller gets; the text stays inside, because a
 * caller must not learn which check failed.
 */
export const errors = {
  WECHAT_ERR_SIGNATURE: createError('WECHAT_ERR_SIGNATURE', 'The signature is missing or wrong; compare token in the config with Token on mp.weixin.qq.com', 403),
  WECHAT_ERR_STALE: createError('WECHAT_ERR_STALE', 'The timestamp is missing or too far from now; check the clock of this machine or raise maxAgeMs', 403),
  WECHAT_ERR_REPLAY: createError('WECHAT_ERR_REPLAY', 'The timestamp and nonce were used before with another body', 403),
  WECHAT_ERR_DOWNGRADE: createError<[string]>('WECHAT_ERR_DOWNGRADE', 'The request %s; set mode in the config to the message mode shown on mp.weixin.qq.com', 403),
  WECHAT_ERR_ENVELOPE: createError<[string]>('WECHAT_ERR_ENVELOPE', 'The encrypted message cannot be opened: %s; compare encodingAESKey and appId with mp.weixin.qq.com', 403),
  WECHAT_ERR_ACCOUNT: createError('WECHAT_ERR_ACCOUNT', 'The message is for another account than originalId', 403),
  WECHAT_ERR_MALFORMED: createError<[string]>('WECHAT_ERR_MALFORMED', 'The message is not the XML that WeChat sends: %s', 400),
  WECHAT_ERR_OVERSIZE: createError('WECHAT_ERR_OVERSIZE', 'The body is longer than 1 MiB', 413),
  WECHAT_ERR_CONTENT_TYPE: createError('WECHAT_ERR_CONTENT_TYPE', 'The content type is not text/xml', 415),
  WECHAT_ERR_REQUEST: createError<[string]>('WECHAT_ERR_REQUEST', 'The request could not be read: %s', 400),
  WECHAT_ERR_MENU: createError<[string]>('WECHAT_ERR_MENU', 'The menu in the config is not one that WeChat takes: %s', 500),
  WECHAT_ERR_API: createError<[string, number, string]>('WECHAT_ERR_API', 'WeChat answered %s with %d %s', 502),
  WECHAT_ERR_TRANSPORT: createError<[string, string, { cause: unknown }]>('WECHAT_ERR_TRANSPORT', 'WeChat could not be asked %s: %s', 502)
} as const

/** The reason of a refusal for `/metrics`: the code without its prefix, in lower case, or undefined for any other error. */
export function refusalReason (error: { code?: string }): string | undefined {
  const code = error.code ?? ''
  if (!code.startsWith('WECHAT_ERR_')) return undefined
  return code.slice('WECHAT_ERR_'.length).toLowerCase().replaceAll('_', '-')
}
