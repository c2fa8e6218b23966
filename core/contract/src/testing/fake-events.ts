import { EVENT_NAMES, type EventHandler, type EventName, type EventPayloads, type HubEvent } from '../events.js'
import type { Clock, EventHub } from '../hub.js'
import { testingErrors } from './errors.js'

/** What one subscriber made of an event. */
export interface EventOutcome {
  subscriber: string
  /** Why the hub would try it again; absent when the event is dealt with. */
  error?: unknown
}

/** The hub's event subscriptions in memory, without the retries. */
export class FakeEvents implements EventHub {
  readonly #clock: Clock
  readonly #subscriptions = new Map<string, { event: EventName, handler: EventHandler }>()
  #count = 0

  constructor (clock: Clock) { this.#clock = clock }

  subscribe<N extends EventName> (name: string, event: N, handler: EventHandler<N>): void {
    if (this.#subscriptions.has(name)) throw new testingErrors.KH_ERR_TESTING_MISUSE(`there is a subscription '${name}' already`)
    if (!EVENT_NAMES.includes(event)) throw new testingErrors.KH_ERR_TESTING_MISUSE(`there is no event '${event}'`)
    this.#subscriptions.set(name, { event, handler: handler as EventHandler })
  }

  /**
   * Gives an event to its subscribers, one after the other.
   * @param id give the id of an earlier event to repeat it
   */
  async emit<N extends EventName> (name: N, payload: EventPayloads[N], id: string = `event-${++this.#count}`): Promise<EventOutcome[]> {
    const event: HubEvent<N> = { id, name, at: new Date(this.#clock.now()), payload }
    const outcomes: EventOutcome[] = []
    for (const [subscriber, subscription] of this.#subscriptions) {
      if (subscription.event !== name) continue
      try {
        await subscription.handler(event)
        outcomes.push({ subscriber })
      } catch (error) {
        outcomes.push({ subscriber, error })
      }
    }
    return outcomes
  }
}
