import type { ThreadMessage } from '@kefuhub/contract'
import type { Desk } from './desk.js'
import type { Place } from './wire.js'

type State = 'delivered' | 'read'

/** Messages that are remembered at once until they are read; beyond that the oldest are forgotten. */
const MAX_OPEN = 500

/**
 * How far a widget has received and the visitor has seen, for agents to know. The hub is told only of messages that stood in the
 * visitor's own thread: what a widget names is no more than a place in it.
 */
export class Marks {
  readonly #hub: Desk['hub']
  /** What was shown and is not known to be read, with what the hub was told of it. */
  readonly #open = new Map<string, { at: number, told: State | undefined }>()
  readonly #upTo: Partial<Record<State, Place>> = {}

  constructor ({ hub }: Pick<Desk, 'hub'>) { this.#hub = hub }

  /** Takes note of messages of the visitor's thread, as they stand now. */
  see (messages: readonly ThreadMessage[]): void {
    for (const { id, at, direction, delivery } of messages) {
      if (direction === 'in') continue
      const state = delivery?.state
      this.#open.delete(id)
      if (state === 'read' || state === 'failed' || state === 'dead') continue
      // What was told before the hub knew that it had sent the message was lost: it is told anew.
      this.#open.set(id, { at: at.getTime(), told: state === 'delivered' ? state : undefined })
    }
    for (const id of this.#open.keys()) {
      if (this.#open.size <= MAX_OPEN) break
      this.#open.delete(id)
    }
  }

  /** The widget has received, or the visitor has seen, all up to a place. */
  async mark (state: State, upTo: Place): Promise<void> {
    const before = this.#upTo[state]
    if (before === undefined || isUpTo(before, upTo)) this.#upTo[state] = upTo
    await this.settle()
  }

  /** Tells the hub what it has not been told. */
  async settle (): Promise<void> {
    for (const [id, message] of this.#open) {
      const state = this.#stateOf({ id, at: message.at })
      if (state === undefined || message.told === state || message.told === 'read') continue
      message.told = state
      try {
        await this.#hub.receipt({ externalId: id, state, at: new Date(this.#hub.clock.now()) })
      } catch (error) {
        message.told = undefined
        throw error
      }
    }
  }

  #stateOf (place: Place): State | undefined {
    const { read, delivered } = this.#upTo
    if (read !== undefined && isUpTo(place, read)) return 'read'
    return delivered !== undefined && isUpTo(place, delivered) ? 'delivered' : undefined
  }
}

function isUpTo (place: Place, other: Place): boolean {
  return place.at < other.at || (place.at === other.at && place.id <= other.id)
}
