import { Type } from '@kefuhub/contract'
import { named, pageOf, pageQuery, Timestamp } from '../shape.js'

const State = Type.Enum(['bot', 'waiting', 'open', 'closed'], {
  description: 'Who it waits for: the bot, any agent (`waiting`), the agent who took it (`open`), or nobody'
})

/** One service session. */
export const ConversationSchema = Type.Object({
  id: Type.String(),
  channel: Type.String({ description: "The channel's id in the config" }),
  thread: Type.String({ description: 'One customer on one channel; the unit of order' }),
  contact: Type.String(),
  state: State,
  tags: Type.Array(Type.String()),
  startedAt: Timestamp,
  lastMessageAt: Timestamp,
  closedAt: Type.Optional(Timestamp)
}, { $id: 'Conversation', additionalProperties: false, description: 'One service session' })

/** Which conversations to list. */
export const ConversationListQuery = Type.Object({
  state: Type.Optional(State),
  channel: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  contact: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
  ...pageQuery
}, { additionalProperties: false })

/** A page of conversations. */
export const ConversationPage = pageOf(named(ConversationSchema))
