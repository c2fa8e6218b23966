import { createError } from '@kefuhub/contract'

/** The catalogue of this package: calls of webhooks that are refused, and mistakes in the config of a system with an API of its own. */
export const errors = {
  TICKET_ERR_WEBHOOK_SIGNATURE: createError('TICKET_ERR_WEBHOOK_SIGNATURE', 'The signature is missing or wrong; compare the secret in the other system with the one in the options', 401),
  TICKET_ERR_WEBHOOK_STALE: createError('TICKET_ERR_WEBHOOK_STALE', 'The call is too old or too far ahead; compare the clocks', 403),
  TICKET_ERR_WEBHOOK_REPLAY: createError('TICKET_ERR_WEBHOOK_REPLAY', 'The signature came before with another delivery id', 403),
  TICKET_ERR_WEBHOOK_MALFORMED: createError<[string]>('TICKET_ERR_WEBHOOK_MALFORMED', 'The call cannot be read: %s', 400),
  TICKET_ERR_REST_TWICE: createError<[string, string]>('TICKET_ERR_REST_TWICE', 'What %s makes would be made again after an answer that got lost; give %s', 500),
  TICKET_ERR_REST_SECRET: createError<[string]>('TICKET_ERR_REST_SECRET', '%s is no secret of Standard Webhooks, which is whsec_ and the base64 of 24 to 64 bytes', 500)
} as const
