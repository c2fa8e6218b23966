import { Retryable } from '@kefuhub/contract'
import type { TicketState } from '@kefuhub/contract'
import { dateAt, textAt, valueAt } from '../tickets/foreign.js'
import type { TicketRecord } from '../tickets/exporter.js'
import type { StateTable } from '../tickets/states.js'
import { CATEGORIES } from './facts.js'

/** A request of Jira. */
export interface JiraRecord extends TicketRecord {
  /** The values of its fields, as far as they were asked for. */
  fields: unknown
}

/** Reads Jira's issues. */
export class Records {
  readonly #url: string
  readonly #states: StateTable

  /** @param url of the Jira */
  constructor (url: string, states: StateTable) {
    this.#url = url.replace(/\/+$/, '')
    this.#states = states
  }

  /** The issue of an answer. @throws Retryable where there is none */
  of (issue: unknown): JiraRecord {
    const record = this.find(issue)
    if (record === undefined) throw new Retryable('Jira answered without an issue; check the address and what stands between')
    return record
  }

  /** The issue, where it is one. @param standIn when it changed, where it does not say */
  find (issue: unknown, standIn?: Date): JiraRecord | undefined {
    const id = textAt(issue, 'id')
    const key = textAt(issue, 'key') ?? id
    const fields = valueAt(issue, 'fields')
    const status = textAt(fields, 'status', 'name')
    const changedAt = dateAt(fields, 'updated') ?? standIn
    if (id === undefined || key === undefined || status === undefined || changedAt === undefined) return undefined
    const state = this.toState(status, textAt(fields, 'status', 'statusCategory', 'key'), textAt(fields, 'resolution', 'name') !== undefined)
    return this.make({ id, key, status, state, changedAt, fields })
  }

  /** What a status means. @param category its key, in either API */
  toState (status: string, category: string | undefined, isResolved: boolean): TicketState {
    const key = category?.toLowerCase() ?? ''
    const meant = Object.hasOwn(CATEGORIES, key) ? CATEGORIES[key] : undefined
    return this.#states.toState(status, meant === 'solved' && isResolved ? 'closed' : meant)
  }

  make ({ id, key, status, state, changedAt, fields }: Omit<JiraRecord, 'number' | 'url'> & { key: string }): JiraRecord {
    return { id, number: key, url: `${this.#url}/browse/${encodeURIComponent(key)}`, status, state, changedAt, fields }
  }
}

/** A comment of Jira's service desk. */
export interface JiraComment {
  id: string
  text: string
  isPublic: boolean
  by: string | undefined
  at: Date
}

/** The comment, where it is one. */
export function toComment (comment: unknown): JiraComment | undefined {
  const id = textAt(comment, 'id')
  const at = dateAt(comment, 'created', 'epochMillis') ?? dateAt(comment, 'created', 'iso8601')
  if (id === undefined || at === undefined) return undefined
  return { id, at, text: textAt(comment, 'body') ?? '', isPublic: valueAt(comment, 'public') === true, by: textAt(comment, 'author', 'displayName') }
}
