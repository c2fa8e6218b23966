import { createError } from '@kefuhub/contract'

/** The catalogue of this package: mistakes in the config, found when the plugin starts. */
export const errors = {
  NOTIFY_ERR_HOST: createError<[string, string]>('NOTIFY_ERR_HOST', "The url of '%s' must lead to %s by https; correct it, or approve a server of your own with the option host", 500),
  NOTIFY_ERR_NETWORK: createError<[string]>('NOTIFY_ERR_NETWORK', "allow holds '%s', which is no network such as 10.0.0.0/8 or fd00::/8", 500),
  NOTIFY_ERR_SECRET: createError<[number]>('NOTIFY_ERR_SECRET', 'Secret %d of the webhook is not whsec_ and the base64 of 24 to 64 bytes; make one with: echo whsec_$(openssl rand -base64 32)', 500)
} as const
