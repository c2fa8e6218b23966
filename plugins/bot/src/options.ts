import { Type, type Static } from '@kefuhub/contract'

/** The bot's options. */
export const options = Type.Object({
  rules: Type.String({
    minLength: 1,
    default: 'bot.yaml',
    description: 'YAML file with the rules; a relative path starts at the folder of the config file. Read once, at the start.'
  })
}, { additionalProperties: false })

/** The bot's options. */
export type Options = Static<typeof options>
