import type { Log, TicketState } from '@kefuhub/contract'
import type { Rest } from '@kefuhub/contract/rest'
import { listAt, textAt } from '../tickets/foreign.js'
import { isSettled } from '../tickets/states.js'
import { DESK, ISSUE } from './facts.js'
import type { Options } from './options.js'
import type { JiraRecord, Records } from './record.js'

interface Transition {
  id: string
  name: string
  /** Where it leads, as far as Jira says. */
  to: TicketState | undefined
}

/** Moves requests through Jira's workflow. */
export class Transitions {
  readonly #rest: Rest
  readonly #options: Options
  readonly #records: Records
  readonly #log: Log

  constructor (rest: Rest, options: Options, records: Records, log: Log) {
    this.#rest = rest
    this.#options = options
    this.#records = records
    this.#log = log
  }

  /** Brings a request into a state, where the workflow has a way. @returns whether it moved */
  async move ({ id }: JiraRecord, state: TicketState): Promise<boolean> {
    const open = await this.#list(id)
    const wanted = this.#options.transitions[state]?.toLowerCase()
    const chosen = wanted === undefined
      ? open.find(({ to }) => to === state) ?? open.find(({ to }) => to !== undefined && isSettled(to) && isSettled(state))
      : open.find(({ name }) => name.toLowerCase() === wanted)
    if (chosen === undefined) {
      this.#log.warn({ ticket: id, state }, 'the workflow of Jira offers no transition for this state from where the request is; name one in the option transitions')
      return false
    }
    if (this.#isOfRequest) await this.#rest.request({ method: 'POST', path: this.#path(id), body: { id: chosen.id } })
    else await this.#rest.request({ method: 'POST', path: this.#path(id), body: { transition: { id: chosen.id } } })
    return true
  }

  get #isOfRequest (): boolean { return this.#options.transitionsVia === 'request' }

  #path (id: string): string {
    return this.#isOfRequest ? `${DESK}/request/${encodeURIComponent(id)}/transition` : `${ISSUE}/${encodeURIComponent(id)}/transitions`
  }

  async #list (id: string): Promise<Transition[]> {
    const { body } = await this.#rest.request({ method: 'GET', path: this.#path(id) })
    return listAt(body, this.#isOfRequest ? 'values' : 'transitions').flatMap((transition) => {
      const id = textAt(transition, 'id')
      if (id === undefined) return []
      const status = textAt(transition, 'to', 'name')
      const to = status === undefined ? undefined : this.#records.toState(status, textAt(transition, 'to', 'statusCategory', 'key'), false)
      return [{ id, name: textAt(transition, 'name') ?? '', to }]
    })
  }
}
