import { Secret, Type, type Static } from '@kefuhub/contract'

/** What an operator enters in the config. */
export const options = Type.Object({
  token: Secret({ pattern: '^\\d+:[\\w-]{20,}$', description: 'Token of the bot, as the BotFather gave it' }),
  webhookSecret: Secret({ pattern: '^[\\w-]{16,256}$', description: 'What the platform proves itself with; choose it, and give it to setWebhook' }),
  apiBase: Type.String({ format: 'uri', default: 'https://api.telegram.org', description: 'Address of the bot API, without a trailing slash' })
}, { additionalProperties: false })
/** The same, checked and with its defaults. */
export type Options = Static<typeof options>
