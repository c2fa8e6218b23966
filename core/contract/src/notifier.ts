import type { Static, TSchema } from 'typebox'
import type { PluginHub, PluginInstance } from './hub.js'
import { checkDefinition, type PluginDefinition } from './plugin.js'

/** How much a notification presses, the least first. */
export const SEVERITIES = ['info', 'warning', 'critical'] as const
/** How much a notification presses. */
export type Severity = typeof SEVERITIES[number]

/** A word to people inside the company, ready to be sent: texts are filled in, repeats are counted, quiet hours are over. */
export interface Notification {
  /** The same in every attempt; a second call with it must not notify twice where the target can tell. At most 256 characters, no dots. */
  id: string
  /** What it is about: the name of an event of the hub, `digest` for several in one, or `test`. */
  kind: string
  severity: Severity
  /** One line of plain text. */
  title: string
  /** Markdown: paragraphs, emphasis, links, lists. Customers' words in it are escaped. */
  body: string
  /** Where a click leads. */
  url?: string
  at: Date
}

/** A running notifier: one target. Failures are `Retryable` (with the wait that the target asks for), `Rejected`, `Unauthorized` or `Uncertain`. */
export interface NotifierInstance extends PluginInstance {
  /** The fastest that the target may be written to. What comes faster is gathered into a digest. Absent: no bound. */
  readonly rate?: { notifications: number, perMs: number }
  notify (notification: Notification): Promise<void>
}

/** A notifier plugin. */
export interface NotifierDefinition<S extends TSchema = TSchema> extends PluginDefinition<S> {
  readonly kind: 'notifier'
  setup (hub: PluginHub, options: Static<S>): NotifierInstance | Promise<NotifierInstance>
}

/** Makes a notifier plugin: the package's default export. @throws KH_ERR_CONTRACT_DEFINITION */
export function defineNotifier<S extends TSchema> (plugin: Omit<NotifierDefinition<S>, 'kind'>): NotifierDefinition<S> {
  const definition = { kind: 'notifier', ...plugin } as const
  checkDefinition(definition)
  return definition
}
