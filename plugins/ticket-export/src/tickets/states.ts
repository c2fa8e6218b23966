import { TICKET_STATES, Type, type Log, type Static, type TicketState } from '@kefuhub/contract'

/** Option: what the other system's words mean, where the defaults do not say it. */
export const States = Type.Record(Type.String({ maxLength: 100 }), Type.Enum([...TICKET_STATES]), {
  default: {}, description: 'What statuses of the other system mean, by their names, case aside; besides the known ones'
})

const word = (state: TicketState) => Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: `For tickets that are ${state}` }))

/** Option: how the hub's states are called in the other system, where the defaults do not fit. */
export const Statuses = Type.Object({
  new: word('new'),
  'in-progress': word('in-progress'),
  'waiting-customer': word('waiting-customer'),
  'on-hold': word('on-hold'),
  solved: word('solved'),
  closed: word('closed')
}, { additionalProperties: false, default: {}, description: 'The names of the statuses that tickets get in the other system' })
/** How the hub's states are called in the other system. */
export type Statuses = Static<typeof Statuses>

/** Says what the words of another system mean. */
export class StateTable {
  readonly #states: Map<string, TicketState>
  readonly #log: Log
  readonly #told = new Set<string>()

  /** @param known by lower-case words @param more of the options; it goes first */
  constructor (known: Readonly<Record<string, TicketState>>, more: Readonly<Record<string, TicketState>>, log: Log) {
    this.#states = new Map([...Object.entries(known), ...Object.entries(more)].map(([raw, state]) => [raw.toLowerCase(), state]))
    this.#log = log
  }

  /** What a word means; one that is not known means `in-progress`, and that is said once. @param standIn what it means by something else */
  toState (raw: string, standIn?: TicketState): TicketState {
    const state = this.#states.get(raw.toLowerCase()) ?? standIn
    if (state === undefined && this.#told.size < 100 && !this.#told.has(raw)) {
      this.#told.add(raw)
      this.#log.warn({ status: raw.slice(0, 100) }, 'a status of the other system is not known and counts as in-progress; say what it means in the option states')
    }
    return state ?? 'in-progress'
  }
}

/** Whether a state is one of those of a matter that is over. */
export function isSettled (state: TicketState): boolean { return state === 'solved' || state === 'closed' }
