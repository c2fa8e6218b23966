import { createError } from '@kefuhub/contract'

/** The catalogue of the console. */
export const errors = {
  CONSOLE_ERR_NOT_BUILT: createError<[string]>('CONSOLE_ERR_NOT_BUILT', "The pages of the console are not at '%s'; build them with `npm run build`", 500)
} as const
