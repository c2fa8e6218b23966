import type { ChannelReport } from './report.js'
import type { StepResult } from './step.js'

/** What an acceptance is asked to do. */
export interface AcceptanceWish {
  /** Ids of channels; all without it. */
  only?: readonly string[]
  /** What the customer asks first. */
  question: string
  version: string
  /** Told of everything as it happens. */
  onChannel (channel: Pick<ChannelReport, 'id' | 'name' | 'title'>): void
  onStep (result: StepResult): void
}
