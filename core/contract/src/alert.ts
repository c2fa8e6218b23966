import type { Severity } from './notifier.js'
import type { LocalizedText } from './text.js'

/** Something that is not as it should be until somebody, or time, mends it. */
export interface AlertView {
  id: string
  /** Id of the plugin that raised it, or `hub`. */
  source: string
  /** What is wrong, unique for its source: the same again is the same alert. */
  key: string
  severity: Severity
  title: LocalizedText
  /** Cause and cure in one sentence. */
  reason: string
  raisedAt: Date
  resolvedAt?: Date
}

/** Raises alerts and takes them back. Durable when it resolves. */
export interface Alerts {
  /** @param key what is wrong, at most 128 characters; while it stands, the same again changes only `reason` */
  raise (key: string, alert: { severity: Severity, title: LocalizedText, reason: string }): Promise<void>
  /** Nothing happens where no such alert stands. */
  resolve (key: string): Promise<void>
}
