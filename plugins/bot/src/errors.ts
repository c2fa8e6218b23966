import { createError } from '@kefuhub/contract'

/** The catalogue of the bot. */
export const errors = {
  BOT_ERR_RULES_INVALID: createError<[number, string]>('BOT_ERR_RULES_INVALID', 'The rules of the bot have %d mistake(s):\n%s', 500),
  BOT_ERR_RULES_UNREADABLE: createError<[string, string]>('BOT_ERR_RULES_UNREADABLE', "The rules of the bot at '%s' cannot be read (%s); name a YAML file of at most 8 MiB in the option `rules`", 500)
} as const
