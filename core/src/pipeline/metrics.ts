import type { DeliveryState } from '@kefuhub/contract'

/** What the way of a message counts. The http floor turns it into Prometheus metrics. */
export interface PipelineMetrics {
  received (channel: string, outcome: 'stored' | 'duplicate' | 'failed', count: number): void
  receiveSeconds (channel: string, seconds: number): void
  refused (channel: string, reason: string): void
  turn (outcome: 'done' | 'failed' | 'dead', seconds: number): void
  sent (channel: string, outcome: DeliveryState | 'retry'): void
  /** From the callback to the platform's yes to the answer. */
  answerSeconds (channel: string, seconds: number): void
  sentTwice (channel: string): void
}
