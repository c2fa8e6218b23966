import { Type, type Static } from '@kefuhub/contract'

/** What an operator enters in the config. */
export const options = Type.Object({
  word: Type.String({ minLength: 2, maxLength: 64, default: 'hello', description: 'The word that is answered' }),
  answer: Type.String({ minLength: 1, maxLength: 1000, default: 'Good morning! What can we do for you?', description: 'What is answered' })
}, { additionalProperties: false })

/** The same, checked and with its defaults. */
export type Options = Static<typeof options>
