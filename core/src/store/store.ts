import mongoose, { type Connection, type Model } from 'mongoose'
import { accessTokenSchema, type AccessTokenDoc } from './access-token-model.js'
import { agentSchema, type AgentDoc } from './agent-model.js'
import { alertSchema, type AlertDoc } from './alert-model.js'
import { activitySchema, type ActivityDoc } from './activity-model.js'
import { agentSessionSchema, type AgentSessionDoc } from './agent-session-model.js'
import { groupSchema, type GroupDoc } from './group-model.js'
import { quickReplySchema, type QuickReplyDoc } from './quick-reply-model.js'
import { signInLockSchema, type SignInLockDoc } from './sign-in-lock-model.js'
import { apiTokenSchema, type ApiTokenDoc } from './api-token-model.js'
import { auditSchema, type AuditDoc } from './audit-model.js'
import { contactSchema, type ContactDoc } from './contact-model.js'
import { counterSchema, type CounterDoc } from './counter-model.js'
import { conversationSchema, type ConversationDoc } from './conversation-model.js'
import { crmLinkSchema, type CrmLinkDoc } from './crm-link-model.js'
import { cursorSchema, type CursorDoc } from './cursor-model.js'
import { within } from './deadline.js'
import { identitySchema, type IdentityDoc } from './identity-model.js'
import { jobSchema, type JobDoc } from './job-model.js'
import { messageSchema, type MessageDoc } from './message-model.js'
import { noticeSchema, type NoticeDoc } from './notice-model.js'
import { outboxSchema, type OutboxDoc } from './outbox-model.js'
import { ticketCommentSchema, type TicketCommentDoc } from './ticket-comment-model.js'
import { ticketExportSchema, type TicketExportDoc } from './ticket-export-model.js'
import { ticketSchema, type TicketDoc } from './ticket-model.js'
import { threadSchema, type ThreadDoc } from './thread-model.js'

/** Collections of the driver. They check nothing and fill in no defaults. */
export interface NativeCollections {
  readonly audit: mongoose.mongo.Collection<AuditDoc>
  readonly contacts: mongoose.mongo.Collection<ContactDoc>
  readonly conversations: mongoose.mongo.Collection<ConversationDoc>
  readonly messages: mongoose.mongo.Collection<MessageDoc>
  readonly threads: mongoose.mongo.Collection<ThreadDoc>
}

/** The connection and all models. Ids are strings that the hub makes. */
export interface Store {
  readonly connection: Connection
  readonly accessTokens: Model<AccessTokenDoc>
  readonly agents: Model<AgentDoc>
  readonly alerts: Model<AlertDoc>
  readonly apiTokens: Model<ApiTokenDoc>
  readonly audit: Model<AuditDoc>
  readonly contacts: Model<ContactDoc>
  readonly conversations: Model<ConversationDoc>
  readonly counters: Model<CounterDoc>
  readonly crmLinks: Model<CrmLinkDoc>
  readonly cursors: Model<CursorDoc>
  readonly identities: Model<IdentityDoc>
  readonly jobs: Model<JobDoc>
  readonly messages: Model<MessageDoc>
  readonly notices: Model<NoticeDoc>
  readonly outbox: Model<OutboxDoc>
  readonly activities: Model<ActivityDoc>
  readonly agentSessions: Model<AgentSessionDoc>
  readonly groups: Model<GroupDoc>
  readonly quickReplies: Model<QuickReplyDoc>
  readonly signInLocks: Model<SignInLockDoc>
  readonly threads: Model<ThreadDoc>
  readonly ticketComments: Model<TicketCommentDoc>
  readonly ticketExports: Model<TicketExportDoc>
  readonly tickets: Model<TicketDoc>
  /** The same past mongoose, for what happens with every message: its documents are ours, and the driver takes half the time. */
  readonly native: NativeCollections
  /** Resolves when the store answers; rejects within two seconds otherwise. */
  ping (): Promise<void>
  close (): Promise<void>
}

/** Where and how to connect. */
export interface StoreOptions {
  /** A `mongodb://` address. */
  url: string
  database: string
  /** How long to look for a usable server before an operation fails, in milliseconds. Default 5000. */
  selectionTimeoutMs?: number
  /** Makes the driver report its commands on `connection.getClient()`; costs time. */
  monitorCommands?: boolean
}

/** A store that is asked how it is has this long, in milliseconds. */
const PING_MS = 2000

/**
 * A write that holds only for a while, such as a lease: acknowledged by the primary alone. Everything else is written to
 * the majority's journals before it counts.
 */
export const FLEETING = { writeConcern: { w: 1 } } as const

/** Connects and makes the indexes that are missing. */
export async function openStore (options: StoreOptions): Promise<Store> {
  const connection = await mongoose.createConnection(options.url, {
    dbName: options.database,
    autoIndex: false,
    autoCreate: false,
    maxPoolSize: 20,
    serverSelectionTimeoutMS: options.selectionTimeoutMs ?? 5000,
    writeConcern: { w: 'majority', journal: true },
    monitorCommands: options.monitorCommands ?? false
  }).asPromise()
  const model = <T>(name: string, schema: mongoose.Schema<T>): Model<T> => connection.model<T>(name, schema) as unknown as Model<T>
  const db = connection.db as mongoose.mongo.Db
  const store: Store = {
    connection,
    accessTokens: model('AccessToken', accessTokenSchema),
    agents: model('Agent', agentSchema),
    alerts: model('Alert', alertSchema),
    apiTokens: model('ApiToken', apiTokenSchema),
    audit: model('Audit', auditSchema),
    contacts: model('Contact', contactSchema),
    conversations: model('Conversation', conversationSchema),
    counters: model('Counter', counterSchema),
    crmLinks: model('CrmLink', crmLinkSchema),
    cursors: model('Cursor', cursorSchema),
    identities: model('Identity', identitySchema),
    jobs: model('Job', jobSchema),
    messages: model('Message', messageSchema),
    notices: model('Notice', noticeSchema),
    outbox: model('Outbox', outboxSchema),
    activities: model('Activity', activitySchema),
    agentSessions: model('AgentSession', agentSessionSchema),
    groups: model('Group', groupSchema),
    quickReplies: model('QuickReply', quickReplySchema),
    signInLocks: model('SignInLock', signInLockSchema),
    threads: model('Thread', threadSchema),
    ticketComments: model('TicketComment', ticketCommentSchema),
    ticketExports: model('TicketExport', ticketExportSchema),
    tickets: model('Ticket', ticketSchema),
    native: {
      audit: db.collection('audit'),
      contacts: db.collection('contacts'),
      conversations: db.collection('conversations'),
      messages: db.collection('messages'),
      threads: db.collection('threads')
    },
    ping: async () => { await within(PING_MS, db.command({ ping: 1 })) },
    close: async () => { await connection.close() }
  }
  try {
    await Promise.all(Object.values(connection.models).map((entry) => entry.createIndexes()))
  } catch (error) {
    await store.close()
    throw error
  }
  return store
}
