import type { TSchema } from '@kefuhub/contract'
import { HubHealth } from './health.js'
import { AuditLineSchema } from './routes/audit.js'
import { ChannelSchema, ContentLimitSchema, ContentLimitsSchema } from './routes/channels.js'
import { ContactSchema } from './routes/contacts.js'
import { ContentSchema, contentSchemas, MediaSchema } from './routes/content-schema.js'
import { ConversationSchema } from './routes/conversation-schema.js'
import { DeadLetterSchema } from './routes/dead-letters.js'
import { MessageDetailSchema, MessageSchema, NewMessageSchema } from './routes/message-schema.js'
import { ErrorBody } from './shape.js'

/** Every schema with a name of its own, in the order of the reference. */
export const SHARED_SCHEMAS: readonly TSchema[] = [
  ErrorBody,
  ConversationSchema,
  MessageSchema,
  MessageDetailSchema,
  NewMessageSchema,
  ContentSchema,
  ...contentSchemas,
  MediaSchema,
  ContactSchema,
  ChannelSchema,
  ContentLimitsSchema,
  ContentLimitSchema,
  DeadLetterSchema,
  AuditLineSchema,
  HubHealth
]
