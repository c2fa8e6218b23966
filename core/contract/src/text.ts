import { Type, type Static } from 'typebox'

/** A text that a person sees, in both languages of the console. */
export const LocalizedText = Type.Object({
  zh: Type.String({ minLength: 1 }),
  en: Type.String({ minLength: 1 })
}, { additionalProperties: false })

/** A text that a person sees, in both languages of the console. */
export type LocalizedText = Static<typeof LocalizedText>
