import type { ErpHub, TicketState } from '@kefuhub/contract'
import { StateTable } from '../tickets/states.js'
import { STAGES } from './facts.js'
import type { Odoo } from './odoo.js'
import type { TicketOptions } from './options.js'
import { textOf } from './value.js'

/** The stages of the tickets' model. */
export class Stages {
  readonly #odoo: Odoo
  readonly #model: string
  readonly #table: StateTable
  readonly #known: ReadonlyMap<string, TicketState>

  constructor (hub: ErpHub, odoo: Odoo, { model, states }: TicketOptions) {
    this.#odoo = odoo
    this.#model = model
    this.#table = new StateTable(STAGES, states, hub.log)
    this.#known = new Map([...Object.entries(STAGES), ...Object.entries(states)].map(([name, state]) => [name.toLowerCase(), state]))
  }

  /** What a stage means. */
  stateOf (stage: string): TicketState { return this.#table.toState(stage) }

  /** The first stage that is known to mean a state; undefined where none is, or the model has no stages. */
  async find (state: TicketState): Promise<number | undefined> {
    const relation = (await this.#odoo.fields(this.#model)).get('stage_id')?.relation
    if (relation === undefined) return undefined
    const stages = await this.#odoo.searchRead(relation, [], ['id', 'name'], { order: 'sequence asc, id asc' })
    return stages.find(({ name }) => this.#known.get((textOf(name) ?? '').toLowerCase()) === state)?.id
  }
}
