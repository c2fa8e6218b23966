import { createError } from '@kefuhub/contract'

/** The catalogue of this package. Visitors see code and message. */
export const errors = {
  WEB_ERR_ORIGIN: createError<[string]>('WEB_ERR_ORIGIN', "The widget is not allowed on '%s'; add it to origins in the config", 403),
  WEB_ERR_SESSION: createError('WEB_ERR_SESSION', 'There is no visit; open one first', 401),
  WEB_ERR_USER: createError('WEB_ERR_USER', 'The signed user is not valid or has expired; sign it anew', 403),
  WEB_ERR_RATE: createError('WEB_ERR_RATE', 'Too many messages in a short time; wait a moment', 429),
  WEB_ERR_CALL: createError<[string]>('WEB_ERR_CALL', 'The call is not one of the protocol: %s'),
  WEB_ERR_FORM: createError<[string]>('WEB_ERR_FORM', 'The form cannot be taken: %s', 422),
  WEB_ERR_MEDIA: createError('WEB_ERR_MEDIA', 'There is no such file here', 404),
  WEB_ERR_UPLOAD_TYPE: createError<[string]>('WEB_ERR_UPLOAD_TYPE', 'Files of the type %s are not taken', 415),
  WEB_ERR_UPLOAD_SIZE: createError<[number]>('WEB_ERR_UPLOAD_SIZE', 'A file may have at most %d bytes', 413)
} as const
