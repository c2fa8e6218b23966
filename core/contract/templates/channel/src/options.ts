import { Secret, Type, type Static } from '@kefuhub/contract'

/** What an operator enters in the config. */
export const options = Type.Object({
  token: Secret({ minLength: 16, description: 'Opens the API of the platform' }),
  webhookSecret: Secret({ minLength: 16, description: 'Signs what the platform posts' }),
  apiBase: Type.String({ format: 'uri', default: 'https://api.example.com', description: 'Address of the API, without a trailing slash' })
}, { additionalProperties: false })

/** The same, checked and with its defaults. */
export type Options = Static<typeof options>
