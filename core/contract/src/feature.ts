import type { Static, TSchema } from 'typebox'
import type { ContactView, ConversationView, MessageView } from './contact.js'
import type { FieldValue } from './field.js'
import type { Content } from './message.js'
import type { Log, PluginHub, PluginInstance } from './hub.js'
import type { OrderBook } from './orders.js'
import { checkDefinition, type PluginDefinition } from './plugin.js'
import type { LocalizedText } from './text.js'
import type { TicketPriority } from './ticket.js'

/** The stages of a turn, in the order in which they run. */
export const TURN_STAGES = ['identify', 'enrich', 'understand', 'answer', 'route', 'settle'] as const
/** A stage of a turn. */
export type TurnStage = typeof TURN_STAGES[number]

/** Bounds of a ticket that a turn asks for; lengths in UTF-16 units. What is longer is cut. */
export const TURN_TICKET_LIMITS = { perTurn: 10, subjectLength: 500, descriptionLength: 10_000 } as const

/** A ticket that a turn asks for. */
export interface TurnTicket {
  /** Id of its type in the config. */
  type: string
  subject: string
  description?: string
  /** By the names of the type's fields. A text is read as a number or as `true` and `false` where the field is one. */
  fields?: Record<string, FieldValue>
  /** Default: the type's. */
  priority?: TicketPriority
}

/**
 * One inbound message on its way. What a handler asks for here takes effect when the stage ends and is idempotent by
 * message: a turn that died and runs again asks for the same things and nothing happens twice. Handlers must therefore
 * decide by what they are given, not by chance or by the clock.
 */
export interface TurnContext {
  readonly message: MessageView
  readonly contact: ContactView
  readonly conversation: ConversationView
  readonly log: Log
  /** True once a handler replied or handed over in this turn. */
  readonly answered: boolean
  /** The latest messages of the conversation before this one, oldest first; at most 50. */
  history (limit: number): Promise<MessageView[]>
  /** Sends a message to the customer after the turn. */
  reply (content: Content): void
  /** From now on only a human answers. */
  handOver (reason: string): void
  /** Adds a tag to the conversation. */
  tag (name: string): void
  /**
   * Opens a ticket that belongs to the contact, the conversation and the message. One that the config does not allow is passed
   * over: administrators are told, the turn goes on.
   */
  openTicket (ticket: TurnTicket): void
}

/** A stage's handler. One that throws or takes over 5 s is logged and passed over; the turn goes on. */
export type TurnHandler = (turn: TurnContext) => void | Promise<void>

/** The filter of a plugin's own documents: equality by field, or a list of allowed values. */
export type DocumentFilter = Record<string, string | number | boolean | Date | null | { $in: Array<string | number> } | { $lte: Date } | { $gte: Date }>

/** A plugin's own collection. Documents are plain JSON with dates; `_id` is a string that the plugin chooses. */
export interface Collection<T extends { _id: string }> {
  get (id: string): Promise<T | undefined>
  /** Creates or replaces a document. */
  put (document: T): Promise<void>
  /** Creates a document; false when the id is taken. */
  add (document: T): Promise<boolean>
  remove (id: string): Promise<boolean>
  /** By a filter that an index declared with the collection serves; at most `limit` (default 100, at most 1000). */
  find (filter: DocumentFilter, options?: { sort?: Record<string, 1 | -1>, limit?: number }): Promise<T[]>
}

/** What a feature gets. */
export interface FeatureHub extends PluginHub {
  /** Orders and parcels of customers. */
  readonly orders: OrderBook
  /** Hooks into a stage. Handlers of one stage run in the order of the config, one after the other. */
  onTurn (stage: TurnStage, handler: TurnHandler): void
  /** Opens a collection of the plugin's own; nobody else sees it. */
  collection<T extends { _id: string }> (name: string, indexes?: ReadonlyArray<{ keys: Record<string, 1 | -1>, unique?: boolean, expireAfterSeconds?: number }>): Collection<T>
  /** Absolute path of a file named in the options, relative to the config file. */
  resolvePath (path: string): string
}

/** A running feature. */
export interface FeatureInstance extends PluginInstance {
  /** Entries of the console's menu. */
  menu?: ReadonlyArray<{ title: LocalizedText, path: string }>
  /** The page that people of this hub begin with; the hub's own address leads there. */
  home?: string
}

/** A feature plugin: bot, routing, insight, console. */
export interface FeatureDefinition<S extends TSchema = TSchema> extends PluginDefinition<S> {
  readonly kind: 'feature'
  /** Where the routes stand, `/PATH` in place of `/plugins/ID`, for a feature that is loaded once. Only `console` is free for this. */
  readonly path?: 'console'
  setup (hub: FeatureHub, options: Static<S>): FeatureInstance | Promise<FeatureInstance>
}

/** Makes a feature plugin: the package's default export. @throws KH_ERR_CONTRACT_DEFINITION */
export function defineFeature<S extends TSchema> (plugin: Omit<FeatureDefinition<S>, 'kind'>): FeatureDefinition<S> {
  const definition = { kind: 'feature', ...plugin } as const
  checkDefinition(definition)
  return definition
}
