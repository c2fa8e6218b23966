import { createError } from '@kefuhub/contract'

/** The catalogue of this package: mistakes in the config that no schema finds. */
export const errors = {
  CRM_SYNC_ERR_PRIVATE_KEY: createError('CRM_SYNC_ERR_PRIVATE_KEY', 'The private key for Salesforce is no RSA key of at least 2048 bits in PEM', 500),
  CRM_SYNC_ERR_TIME_ZONE: createError<[string]>('CRM_SYNC_ERR_TIME_ZONE', "'%s' is no time zone; name one as Asia/Shanghai", 500)
} as const
