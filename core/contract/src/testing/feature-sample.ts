import type { Content } from '../message.js'
import type { FeatureDefinition } from '../feature.js'
import type { FakeHub } from './fake-hub.js'
import type { FakeOrder } from './fake-orders.js'
import type { TurnOutcome } from './fake-turn.js'

/** A message on its way, and what the feature must make of it. */
export interface TurnSample {
  name: string
  content: Content
  /** A part of the outcome, lists whole. */
  outcome: Partial<TurnOutcome>
}

/** What the kit must know of a feature. */
export interface FeatureSample {
  /** Valid options, every secret at least 8 characters long. */
  options: Record<string, unknown>
  /** Options that the schema must refuse, each with the JSON pointer that the mistake must name. Empty where nothing can be wrong. */
  badOptions: ReadonlyArray<{ name: string, options: Record<string, unknown>, path: string }>
  /** When everything happens, in milliseconds since 1970. */
  nowMs: number
  /** The folder of the config file, where options name files. */
  configDir?: string
  /** The orders of the customer who writes. */
  orders?: readonly FakeOrder[]
  /** What it makes of messages. Empty: it takes no part in turns. */
  turns: readonly TurnSample[]
  /** Has the running feature do what it does: calls its routes, emits events. Throws where it does something else. */
  use? (hub: FakeHub<FeatureDefinition>): Promise<void>
}
