import type { Words } from './words.js'

/** The hub's codes that a visitor can do something about. */
const known: Record<string, keyof Words> = {
  WEB_ERR_RATE: 'tooFast',
  WEB_ERR_FORM: 'formRefused',
  WEB_ERR_MEDIA: 'lostMedia',
  WEB_ERR_UPLOAD_TYPE: 'wrongType',
  WEB_ERR_UPLOAD_SIZE: 'tooLong'
}

/** Says why the hub refused, in the visitor's language where the code is known. */
export function describeRefusal (code: string | undefined, reason: string, words: Words): string {
  const key = known[code ?? '']
  return key ? words[key] : reason
}
