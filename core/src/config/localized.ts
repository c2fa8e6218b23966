import { Type } from '@kefuhub/contract'

/** A text that people see, in both languages of the console. */
export function localized (description: string) {
  return Type.Object({
    zh: Type.String({ minLength: 1, maxLength: 200, description: 'In Chinese' }),
    en: Type.String({ minLength: 1, maxLength: 200, description: 'In English' })
  }, { additionalProperties: false, description })
}
