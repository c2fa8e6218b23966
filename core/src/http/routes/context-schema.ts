import { Type } from '@kefuhub/contract'
import { named, Timestamp } from '../shape.js'
import { ActivitySchema } from './activities.js'
import { ContactSchema } from './contacts.js'
import { ConversationSchema } from './conversation-schema.js'

/** Whether the customer can be written to. */
export const ReplyWindowSchema = Type.Object({
  isOpen: Type.Boolean(),
  until: Type.Optional(Timestamp),
  remaining: Type.Optional(Type.Integer({ minimum: 0, description: 'Messages that may still be sent. Absent: any number' })),
  reopens: Type.Array(Type.Object({ zh: Type.String(), en: Type.String() }, { additionalProperties: false }), { description: 'What opens it again. Empty: it is always open' })
}, { $id: 'ReplyWindow', additionalProperties: false, description: 'Whether the customer can be written to' })

const Page = Type.Object({
  at: Timestamp,
  url: Type.String(),
  title: Type.Optional(Type.String()),
  referrer: Type.Optional(Type.String())
}, { additionalProperties: false })

/** What an agent wants to see beside a conversation. */
export const ContextSchema = Type.Object({
  contact: named(ContactSchema),
  window: named(ReplyWindowSchema),
  conversations: Type.Array(named(ConversationSchema), { description: 'Of the contact over all channels, the latest 20' }),
  notes: Type.Array(named(ActivitySchema), { description: 'On the contact, over all conversations, the latest 50' }),
  pages: Type.Array(Page, { description: 'That the customer visited, the latest first' })
}, { $id: 'Context', additionalProperties: false, description: 'What an agent wants to see beside a conversation' })
