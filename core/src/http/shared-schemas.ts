import type { TSchema } from '@kefuhub/contract'
import { HubHealth } from './health.js'
import { ActivitySchema } from './routes/activities.js'
import { AlertSchema } from './routes/alerts.js'
import { AuditLineSchema } from './routes/audit.js'
import { ChannelSchema, ContentLimitSchema, ContentLimitsSchema } from './routes/channels.js'
import { ConfigPlanSchema } from './routes/config.js'
import { ConnectionSchema, PreviewSchema } from './routes/connections.js'
import { ContactChangeSchema, ContactSchema } from './routes/contacts.js'
import { ContentSchema, contentSchemas, MediaSchema } from './routes/content-schema.js'
import { ConversationSchema } from './routes/conversation-schema.js'
import { DeadLetterSchema } from './routes/dead-letters.js'
import { ContextSchema, ReplyWindowSchema } from './routes/context-schema.js'
import { CrmFactsSchema } from './routes/facts.js'
import { GroupSchema } from './routes/groups.js'
import { MessageDetailSchema, MessageSchema, NewMessageSchema } from './routes/message-schema.js'
import { OrderSchema, OrdersSchema, ShipmentSchema } from './routes/orders.js'
import { AgentChangeSchema, AgentSchema, MeSchema, NewAgentSchema } from './routes/person-schema.js'
import { PluginSchema } from './routes/plugins.js'
import { QuickReplySchema } from './routes/quick-replies.js'
import { NewTicketSchema, TicketChangeSchema, TicketCommentSchema, TicketDetailSchema, TicketSchema, TicketTypeSchema } from './routes/ticket-schema.js'
import { ApiTokenSchema } from './routes/tokens.js'
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
  ContactChangeSchema,
  CrmFactsSchema,
  OrdersSchema,
  OrderSchema,
  ShipmentSchema,
  ContextSchema,
  ReplyWindowSchema,
  ActivitySchema,
  TicketTypeSchema,
  TicketSchema,
  TicketDetailSchema,
  TicketCommentSchema,
  NewTicketSchema,
  TicketChangeSchema,
  MeSchema,
  AgentSchema,
  NewAgentSchema,
  AgentChangeSchema,
  GroupSchema,
  QuickReplySchema,
  ChannelSchema,
  ContentLimitsSchema,
  ContentLimitSchema,
  PluginSchema,
  ConnectionSchema,
  PreviewSchema,
  AlertSchema,
  DeadLetterSchema,
  ConfigPlanSchema,
  ApiTokenSchema,
  AuditLineSchema,
  HubHealth
]
