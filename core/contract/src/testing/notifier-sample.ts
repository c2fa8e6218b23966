import type { SystemSample, SystemStand, Soon } from './system-sample.js'

/** A target that runs on this machine: a robot, a mail server, any web address. Every notification is a `write`. */
export interface NotifierStand extends SystemStand {
  /** What people there read, one entry per notification, oldest first: title, body and link, undone of the target's own escapes. */
  received (): Soon<string[]>
}

/** What the kit must know of a notifier plugin. */
export interface NotifierSample extends SystemSample<NotifierStand> {
  /** Whether the target itself drops a notification that it got before. */
  dropsRepeats: boolean
}
