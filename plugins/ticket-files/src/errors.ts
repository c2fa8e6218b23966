import { createError } from '@kefuhub/contract'

/** The catalogue of this package: what is wrong with the options beyond their schema. */
export const errors = {
  TICKET_FILES_ERR_TIME_ZONE: createError<[string]>('TICKET_FILES_ERR_TIME_ZONE', "'%s' is no time zone; give timeZone an IANA name such as Asia/Shanghai", 500)
} as const
