import { Type, type Static } from '@kefuhub/contract'
import { Ajv } from 'ajv'
import { errors } from './errors.js'
import type { ToHub, ToWidget } from './wire.js'

type Refused = Extract<ToWidget, { kind: 'refused' }>

/** Longest call of a widget, in bytes. */
export const MAX_CALL_BYTES = 65_536

const MAX_CLIENT_ID_LENGTH = 64
const MAX_CONVERSATION_LENGTH = 128

/** The last time that a `Date` can tell, less the overlap that is added to it. */
const MAX_TIME_MS = 8.64e15 - 86_400_000

const Place = Type.Object({ at: Type.Number({ minimum: 0, maximum: MAX_TIME_MS }), id: Type.String({ minLength: 1, maxLength: 128 }) }, { additionalProperties: false })
const Media = Type.Object({
  src: Type.String({ maxLength: 4096 }),
  mimeType: Type.String({ maxLength: 127 }),
  bytes: Type.Integer({ minimum: 0 }),
  name: Type.Optional(Type.String({ maxLength: 255 }))
}, { additionalProperties: false })
const File = Type.Object({
  type: Type.Union([Type.Literal('image'), Type.Literal('voice'), Type.Literal('video'), Type.Literal('file')]),
  media: Media,
  durationMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 3_600_000 }))
}, { additionalProperties: false })
const Text = Type.Object({ type: Type.Literal('text'), text: Type.String({ minLength: 1, maxLength: 10_000 }) }, { additionalProperties: false })
const Choice = Type.Object({
  type: Type.Literal('choice'), id: Type.String({ maxLength: 128 }), label: Type.String({ minLength: 1, maxLength: 256 })
}, { additionalProperties: false })

const Form = Type.Object({
  type: Type.Literal('form'),
  form: Type.String({ minLength: 1, maxLength: 64 }),
  lang: Type.Union([Type.Literal('zh'), Type.Literal('en')]),
  title: Type.String({ maxLength: 200 }),
  fields: Type.Array(Type.Object({
    name: Type.String({ minLength: 1, maxLength: 64 }),
    title: Type.String({ maxLength: 200 }),
    value: Type.Union([Type.String({ maxLength: 10_000 }), Type.Number(), Type.Boolean()])
  }, { additionalProperties: false }), { maxItems: 100 }),
  text: Type.Optional(Type.String({ maxLength: 10_000 }))
}, { additionalProperties: false })

const Call = Type.Union([
  Type.Object({ kind: Type.Literal('resume'), after: Type.Optional(Place) }, { additionalProperties: false }),
  Type.Object({ kind: Type.Literal('earlier'), before: Place }, { additionalProperties: false }),
  Type.Object({
    kind: Type.Literal('send'), clientId: Type.String({ pattern: `^[\\w-]{8,${MAX_CLIENT_ID_LENGTH}}$` }), content: Type.Union([Text, File, Choice, Form])
  }, { additionalProperties: false }),
  Type.Object({ kind: Type.Literal('typing'), isTyping: Type.Boolean() }, { additionalProperties: false }),
  Type.Object({ kind: Type.Union([Type.Literal('delivered'), Type.Literal('read')]), upTo: Place }, { additionalProperties: false }),
  Type.Object({
    kind: Type.Literal('rate'),
    conversation: Type.String({ pattern: `^[\\w.-]{1,${MAX_CONVERSATION_LENGTH}}$` }),
    score: Type.Integer({ minimum: 1, maximum: 5 }),
    comment: Type.Optional(Type.String({ maxLength: 1000 }))
  }, { additionalProperties: false })
])

const check = new Ajv({ strict: true }).compile<Static<typeof Call>>(Call)

/** A call of the widget, checked; or the answer to one that breaks the protocol, with what it was about so that it is not repeated. */
export function readCall (value: unknown): ToHub | Refused {
  if (check(value)) return value as ToHub
  const [error] = check.errors ?? []
  const { code, message } = new errors.WEB_ERR_CALL(`${error?.instancePath ?? ''} ${error?.message ?? ''}`.trim())
  const { clientId, conversation } = value as { clientId?: unknown, conversation?: unknown } | null ?? {}
  return {
    kind: 'refused',
    code,
    reason: message,
    ...(typeof clientId === 'string' && clientId.length <= MAX_CLIENT_ID_LENGTH && { clientId }),
    ...(typeof conversation === 'string' && conversation.length <= MAX_CONVERSATION_LENGTH && { conversation })
  }
}
