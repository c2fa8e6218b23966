import { Retryable, Uncertain } from '@kefuhub/contract'
import { dateAt, textAt, valueAt } from '../tickets/foreign.js'
import type { TicketRecord } from '../tickets/exporter.js'
import type { StateTable } from '../tickets/states.js'

/** A ticket of Zendesk. */
export interface ZendeskRecord extends TicketRecord {
  externalId: string | undefined
  subject: string
  priority: string | undefined
  /** All that Zendesk said. */
  raw: unknown
}

/** Reads Zendesk's tickets. */
export class Records {
  readonly #url: string
  readonly #states: StateTable

  /** @param url of the account */
  constructor (url: string, states: StateTable) {
    this.#url = url.replace(/\/+$/, '')
    this.#states = states
  }

  /** The ticket of an answer. @throws Retryable, after a write Uncertain, where there is none */
  of (ticket: unknown, isWrite = false): ZendeskRecord {
    const record = this.find(ticket)
    if (record !== undefined) return record
    const message = 'Zendesk answered without a ticket; check the address and what stands between'
    throw isWrite ? new Uncertain(message) : new Retryable(message)
  }

  /** The ticket, where it is one. */
  find (ticket: unknown): ZendeskRecord | undefined {
    const id = textAt(ticket, 'id')
    const status = textAt(ticket, 'status')
    const changedAt = dateAt(ticket, 'updated_at')
    if (id === undefined || status === undefined || changedAt === undefined) return undefined
    return {
      id,
      number: id,
      url: this.pageOf(id),
      status,
      state: this.#states.toState(status),
      changedAt,
      externalId: textAt(ticket, 'external_id'),
      subject: textAt(ticket, 'subject') ?? '',
      priority: textAt(ticket, 'priority'),
      raw: ticket
    }
  }

  /** Where agents see a ticket. */
  pageOf (id: string): string { return `${this.#url}/agent/tickets/${encodeURIComponent(id)}` }
}

/** A comment of Zendesk. */
export interface ZendeskComment {
  id: string
  text: string
  isPublic: boolean
  at: Date
}

/** The comment, where it is one. */
export function toComment (comment: unknown): ZendeskComment | undefined {
  const id = textAt(comment, 'id')
  const at = dateAt(comment, 'created_at')
  if (id === undefined || at === undefined) return undefined
  return { id, at, text: textAt(comment, 'body') ?? '', isPublic: valueAt(comment, 'public') === true }
}
