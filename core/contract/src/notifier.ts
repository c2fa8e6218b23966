import type { Static, TSchema } from 'typebox'
import type { PluginHub, PluginInstance } from './hub.js'
import { checkDefinition, type PluginDefinition } from './plugin.js'

/** A word to people inside the company. */
export interface Notification {
  /** The same in every attempt; a second call with it must not notify twice where the target can tell. */
  id: string
  severity: 'info' | 'warning' | 'critical'
  title: string
  /** Markdown: paragraphs, emphasis, links, lists. */
  body: string
  /** Where a click leads. */
  url?: string
  at: Date
}

/** A running notifier. Failures are `Retryable`, `Rejected` or `Unauthorized`. */
export interface NotifierInstance extends PluginInstance {
  notify (notification: Notification): Promise<void>
}

/** What a notifier gets besides the common things. */
export interface NotifierHub extends PluginHub {
  /** Fills the `{{name}}` places of a template; a place without a value becomes empty. */
  render (template: string, values: Record<string, string>): string
}

/** A notifier plugin. */
export interface NotifierDefinition<S extends TSchema = TSchema> extends PluginDefinition<S> {
  readonly kind: 'notifier'
  setup (hub: NotifierHub, options: Static<S>): NotifierInstance | Promise<NotifierInstance>
}

/** Makes a notifier plugin: the package's default export. @throws KH_ERR_CONTRACT_DEFINITION */
export function defineNotifier<S extends TSchema> (plugin: Omit<NotifierDefinition<S>, 'kind'>): NotifierDefinition<S> {
  const definition = { kind: 'notifier', ...plugin } as const
  checkDefinition(definition)
  return definition
}
