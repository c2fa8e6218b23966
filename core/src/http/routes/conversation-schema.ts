import { CONTENT_TYPES, Type, type ContentType } from '@kefuhub/contract'
import { named, pageOf, pageQuery, Timestamp } from '../shape.js'

const State = Type.Enum(['bot', 'waiting', 'open', 'closed'], {
  description: 'Who it waits for: the bot, any agent (`waiting`), the agent who took it (`open`), or nobody'
})

const Summary = Type.Object({
  from: Type.Enum(['customer', 'bot', 'agent', 'system']),
  type: Type.Unsafe<ContentType>(Type.Enum([...CONTENT_TYPES])),
  text: Type.String({ description: 'At most 120 characters; empty for a file without words' })
}, { additionalProperties: false, description: 'The latest message in one line' })

/** One service session. */
export const ConversationSchema = Type.Object({
  id: Type.String(),
  channel: Type.String({ description: "The channel's id in the config" }),
  thread: Type.String({ description: 'One customer on one channel; the unit of order' }),
  contact: Type.String(),
  contactName: Type.String(),
  state: State,
  tags: Type.Array(Type.String()),
  assignee: Type.Optional(Type.String({ description: 'Id of the agent who has it' })),
  group: Type.Optional(Type.String({ description: 'Id of the group that it waits for' })),
  unread: Type.Boolean({ description: 'The customer wrote after the agents last looked' }),
  waitingSince: Type.Optional(Type.Unsafe<Date>({ ...Timestamp, description: 'When the customer wrote what nobody has answered yet' })),
  last: Type.Optional(Summary),
  handOverReason: Type.Optional(Type.String({ description: 'Why the bot gave up' })),
  startedAt: Timestamp,
  lastMessageAt: Timestamp,
  closedAt: Type.Optional(Timestamp)
}, { $id: 'Conversation', additionalProperties: false, description: 'One service session' })

const key = (maxLength: number) => Type.Optional(Type.String({ minLength: 1, maxLength }))

/** Which conversations to list. */
export const ConversationListQuery = Type.Object({
  view: Type.Optional(Type.Enum(['mine', 'unassigned', 'all', 'closed'], { description: '`all`: not closed; `unassigned`: waiting for any agent' })),
  state: Type.Optional(State),
  channel: key(64),
  contact: key(128),
  assignee: key(64),
  group: key(64),
  tag: key(32),
  ...pageQuery
}, { additionalProperties: false })

/** A page of conversations. */
export const ConversationPage = pageOf(named(ConversationSchema))

/** How much is in the lists. */
export const ConversationCounts = Type.Object({
  mine: Type.Integer({ minimum: 0 }),
  unreadMine: Type.Integer({ minimum: 0, description: 'Of mine, those in which the customer wrote last' }),
  unassigned: Type.Integer({ minimum: 0 }),
  all: Type.Integer({ minimum: 0 })
}, { additionalProperties: false, description: 'How much is in the lists, each counted up to 1000' })

/** To whom a conversation goes. */
export const Transfer = Type.Object({
  agent: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  group: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  text: Type.Optional(Type.String({ minLength: 1, maxLength: 1000, description: 'For whoever takes it over' }))
}, { additionalProperties: false, description: 'Either `agent` or `group`' })

/** All tags of a conversation. */
export const TagList = Type.Object({
  tags: Type.Array(Type.String({ minLength: 1, maxLength: 32, pattern: '\\S' }), { maxItems: 20 })
}, { additionalProperties: false })
