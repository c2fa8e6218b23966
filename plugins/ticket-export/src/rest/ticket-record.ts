import { Rejected, type Clock } from '@kefuhub/contract'
import { Mapping } from '@kefuhub/contract/rest'
import { webAddress } from '../erp/tracking.js'
import type { TicketRecord } from '../tickets/exporter.js'
import { dateAt, textAt, valueAt } from '../tickets/foreign.js'
import type { ForeignComment } from '../tickets/news.js'
import type { StateTable } from '../tickets/states.js'

/** A ticket of a system with an API of its own. */
export interface RestRecord extends TicketRecord {
  /** The hub's key, where the record shows it. */
  key: string | undefined
}

/** Reads tickets by the config's expression. */
export class Records {
  readonly #ticket: Mapping
  readonly #states: StateTable
  readonly #clock: Clock

  /** @throws KH_ERR_REST_EXPRESSION */
  constructor (ticket: string, states: StateTable, clock: Clock) {
    this.#ticket = new Mapping(ticket, 'rest/tickets/ticket')
    this.#states = states
    this.#clock = clock
  }

  /** The ticket that a record is. @throws Rejected where the expression finds none */
  async of (record: unknown): Promise<RestRecord> {
    const ticket = this.toRecord(await this.#ticket.evaluate(record))
    if (ticket === undefined) throw new Rejected('rest/tickets/ticket gave no externalId and status for what the system answered; compare the expression with an answer')
    return ticket
  }

  /** The ticket that a result of the config's expressions is. */
  toRecord (result: unknown): RestRecord | undefined {
    const id = textAt(result, 'externalId')
    const status = textAt(result, 'status')
    if (id === undefined || status === undefined) return undefined
    const number = textAt(result, 'externalNumber')
    const url = webAddress(valueAt(result, 'url'))
    return {
      id,
      ...(number !== undefined && { number }),
      ...(url !== undefined && { url }),
      status,
      state: this.#states.toState(status),
      changedAt: dateAt(result, 'changedAt') ?? new Date(this.#clock.now()),
      key: textAt(result, 'key')
    }
  }
}

/** The comment that a result of the config's expressions is. */
export function toComment (result: unknown): (ForeignComment & { at: Date | undefined }) | undefined {
  const text = textAt(result, 'text')
  if (text === undefined) return undefined
  // What is not said to be public is not shown to customers.
  return { id: textAt(result, 'id') ?? '', text, isPublic: valueAt(result, 'isPublic') === true, by: textAt(result, 'by'), at: dateAt(result, 'at') }
}
