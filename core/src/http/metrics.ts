import type { DeliveryState } from '@kefuhub/contract'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { PipelineMetrics } from '../pipeline/metrics.js'
import type { Backlog } from './backlog.js'

/** Upper ends of what a platform waits for, in seconds; WeChat gives up after five. */
const RECEIVE_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]
/** Upper ends of what a customer or a lane waits for, in seconds. */
const WORK_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300]

/** Everything that `/metrics` shows: the way of a message, the backlog and the process. Names channels, never customers. */
export class HubMetrics implements PipelineMetrics {
  readonly registry = new Registry()
  readonly #received = this.#counter('kefuhub_received_total', 'Messages that arrived', ['channel', 'outcome'])
  readonly #receiveSeconds = this.#histogram('kefuhub_receive_seconds', 'Time until an arriving message was durable', ['channel'], RECEIVE_SECONDS)
  readonly #refused = this.#counter('kefuhub_refused_total', 'Requests that a channel refused', ['channel', 'reason'])
  readonly #turns = this.#counter('kefuhub_turns_total', 'Turns that ended', ['outcome'])
  readonly #turnSeconds = this.#histogram('kefuhub_turn_seconds', 'Duration of a turn', ['outcome'], WORK_SECONDS)
  readonly #sends = this.#counter('kefuhub_sends_total', 'Attempts to send a message', ['channel', 'outcome'])
  readonly #answerSeconds = this.#histogram('kefuhub_answer_seconds', 'Time from a callback until the platform took the answer', ['channel'], WORK_SECONDS)
  readonly #sentTwice = this.#counter('kefuhub_sent_twice_total', 'Messages that were sent again although a customer may have had them', ['channel'])

  constructor () {
    collectDefaultMetrics({ register: this.registry })
  }

  received (channel: string, outcome: 'stored' | 'duplicate' | 'failed', count: number): void { this.#received.inc({ channel, outcome }, count) }
  receiveSeconds (channel: string, seconds: number): void { this.#receiveSeconds.observe({ channel }, seconds) }
  refused (channel: string, reason: string): void { this.#refused.inc({ channel, reason }) }
  sent (channel: string, outcome: DeliveryState | 'retry'): void { this.#sends.inc({ channel, outcome }) }
  answerSeconds (channel: string, seconds: number): void { this.#answerSeconds.observe({ channel }, seconds) }
  sentTwice (channel: string): void { this.#sentTwice.inc({ channel }) }

  turn (outcome: 'done' | 'failed' | 'dead', seconds: number): void {
    this.#turns.inc({ outcome })
    this.#turnSeconds.observe({ outcome }, seconds)
  }

  /** Adds the backlog, read at each scrape. While it cannot be read, its metrics are absent and the others stay. */
  watchBacklog (read: () => Promise<Backlog>): void {
    const gauge = (name: string, help: string, field: keyof Backlog) => new Gauge({
      name,
      help,
      registers: [this.registry],
      async collect () {
        await read().then((backlog) => this.set(backlog[field]), () => this.remove())
      }
    })
    gauge('kefuhub_lane_depth', 'Messages that wait for their turn or their delivery, counted up to 10000', 'laneDepth')
    gauge('kefuhub_outbox_depth', 'Outbox entries still to be worked on, counted up to 10000', 'outboxDepth')
    gauge('kefuhub_outbox_age_seconds', 'How long the most overdue outbox entry is past its time', 'outboxAgeSeconds')
  }

  #counter<L extends string> (name: string, help: string, labelNames: L[]): Counter<L> {
    return new Counter({ name, help, labelNames, registers: [this.registry] })
  }

  #histogram<L extends string> (name: string, help: string, labelNames: L[], buckets: number[]): Histogram<L> {
    return new Histogram({ name, help, labelNames, buckets, registers: [this.registry] })
  }
}

/** Makes the metrics of one hub. Several hubs in one process share nothing. */
export function createMetrics (): HubMetrics {
  return new HubMetrics()
}
