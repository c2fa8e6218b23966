import { Type } from '@kefuhub/contract'
import { named, pageOf, pageQuery, Timestamp } from '../shape.js'
import { ContentSchema } from './content-schema.js'

const AuthorSchema = Type.Object({
  kind: Type.Enum(['bot', 'agent', 'system']),
  id: Type.String({ description: 'For `agent`: the token or the person; for `bot`: the plugin' }),
  name: Type.Optional(Type.String())
}, { additionalProperties: false, description: 'Who wrote an outgoing message' })

const DeliverySchema = Type.Object({
  state: Type.Enum(['due', 'sending', 'sent', 'delivered', 'read', 'uncertain', 'failed', 'dead'], {
    description: '`uncertain`: nobody knows whether the customer has it; `dead`: given up, see the dead letters'
  }),
  attempts: Type.Integer({ minimum: 0 }),
  code: Type.Optional(Type.String({ description: 'Why it failed' })),
  reason: Type.Optional(Type.String({ description: 'The same for people' })),
  repeated: Type.Optional(Type.Literal(true, { description: 'A process ended while it was sending: it was sent again, and the customer may have it twice' }))
}, { additionalProperties: false, description: 'How far the delivery of an outgoing message got' })

/** A stored message. */
export const MessageSchema = Type.Object({
  id: Type.String(),
  channel: Type.String({ description: "The channel's id in the config" }),
  thread: Type.String({ description: 'One customer on one channel; the unit of order' }),
  conversation: Type.Optional(Type.String({ description: 'Absent until the turn of the message has run' })),
  direction: Type.Enum(['in', 'out']),
  at: Timestamp,
  content: named(ContentSchema),
  author: Type.Optional(AuthorSchema),
  delivery: Type.Optional(DeliverySchema)
}, { $id: 'Message', additionalProperties: false, description: 'A stored message' })

/** A stored message, with the platform's own form where it was asked for. */
export const MessageDetailSchema = Type.Object({
  ...MessageSchema.properties,
  raw: Type.Optional(Type.Unknown({ description: "The platform's own form; with `raw=1` only" }))
}, { $id: 'MessageDetail', additionalProperties: false, description: 'A stored message, with its original where that was asked for' })

/** Query of one message. */
export const MessageQuery = Type.Object({
  raw: Type.Optional(Type.Literal('1', { description: "Adds the platform's own form of an inbound message. Administrators only; goes into the audit log" }))
}, { additionalProperties: false })

/** What is to be sent. */
export const NewMessageSchema = Type.Object({
  content: named(ContentSchema),
  author: Type.Optional(Type.Object({
    name: Type.String({ minLength: 1, maxLength: 128, description: 'Name of the person who wrote it. Default: the name of the token' })
  }, { additionalProperties: false }))
}, { $id: 'NewMessage', additionalProperties: false, description: 'What is to be sent' })

/** Headers of a send. */
export const SendHeaders = Type.Object({
  'idempotency-key': Type.Optional(Type.String({
    minLength: 1,
    maxLength: 200,
    description: 'The same key again in the same conversation sends nothing and gives the messages of the first time. For another content it is refused'
  }))
})

/** Path of a file of a message. */
export const MessageMediaParams = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 1024 }),
  path: Type.Enum(['media', 'thumbnail', 'image'], { description: 'Where the file stands in the content' })
}, { additionalProperties: false })

/** What a send gives: more than one message where the channel cannot take the text whole. */
export const SentMessages = Type.Object({ items: Type.Array(named(MessageSchema)) }, { additionalProperties: false, description: 'The stored messages' })

/** A page of messages. */
export const MessagePage = pageOf(named(MessageSchema))

/** Which messages of a conversation to list. */
export const MessageListQuery = Type.Object({
  order: Type.Optional(Type.Enum(['oldest', 'newest'], { default: 'oldest', description: 'Which come first' })),
  ...pageQuery
}, { additionalProperties: false })

/** What is due again. */
export const Retried = Type.Object({ id: Type.String() }, { additionalProperties: false, description: 'It is due again' })
