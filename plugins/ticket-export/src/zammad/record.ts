import { Retryable, Uncertain } from '@kefuhub/contract'
import { toText } from '../erp/html.js'
import { dateAt, textAt, valueAt } from '../tickets/foreign.js'
import type { TicketRecord } from '../tickets/exporter.js'
import type { StateTable } from '../tickets/states.js'

/** A ticket of Zammad. */
export interface ZammadRecord extends TicketRecord {
  title: string
  /** All that Zammad said. */
  raw: unknown
}

/** Reads Zammad's tickets. */
export class Records {
  readonly #url: string
  readonly #states: StateTable

  /** @param url of the Zammad */
  constructor (url: string, states: StateTable) {
    this.#url = url.replace(/\/+$/, '')
    this.#states = states
  }

  /** The ticket of an answer. @throws Retryable, after a write Uncertain, where there is none */
  of (ticket: unknown, isWrite = false): ZammadRecord {
    const record = this.find(ticket)
    if (record !== undefined) return record
    const message = 'Zammad answered without a ticket; check the address and what stands between'
    throw isWrite ? new Uncertain(message) : new Retryable(message)
  }

  /** The ticket, where it is one. @param standIn when it changed, where it does not say */
  find (ticket: unknown, standIn?: Date): ZammadRecord | undefined {
    const id = textAt(ticket, 'id')
    // The name, as `expand` gives it; webhooks of some versions give the whole state.
    const status = typeof valueAt(ticket, 'state') === 'object' ? textAt(ticket, 'state', 'name') : textAt(ticket, 'state')
    const changedAt = dateAt(ticket, 'updated_at') ?? standIn
    if (id === undefined || status === undefined || changedAt === undefined) return undefined
    return {
      id,
      number: textAt(ticket, 'number') ?? id,
      url: `${this.#url}/#ticket/zoom/${encodeURIComponent(id)}`,
      status,
      state: this.#states.toState(status),
      changedAt,
      title: textAt(ticket, 'title') ?? '',
      raw: ticket
    }
  }
}

/** An article of Zammad. */
export interface Article {
  id: string
  text: string
  isPublic: boolean
  by: string | undefined
  at: Date
  /** Written by Zammad itself. */
  isOfSystem: boolean
}

/** The article, where it is one. @param standIn when it was written, where it does not say */
export function toArticle (article: unknown, standIn?: Date): Article | undefined {
  const id = textAt(article, 'id')
  const at = dateAt(article, 'created_at') ?? standIn
  const body = textAt(article, 'body') ?? ''
  if (id === undefined || at === undefined) return undefined
  return {
    id,
    at,
    text: textAt(article, 'content_type')?.startsWith('text/html') === true ? toText(body) : body,
    isPublic: valueAt(article, 'internal') !== true,
    by: textAt(article, 'from')?.replace(/\s*<[^>]*>/g, '').replace(/^"|"$/g, ''),
    isOfSystem: textAt(article, 'sender') === 'System'
  }
}
