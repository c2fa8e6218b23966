import type { Rest } from '@kefuhub/contract/rest'
import { listAt, textAt, valueAt } from '../tickets/foreign.js'
import { SEARCH } from './facts.js'
import type { Options } from './options.js'

/** A page of issues. */
export interface IssuePage {
  issues: unknown[]
  /** Asks for the next page; absent on the last. */
  next?: string
}

/** Jira's search. */
export class Search {
  readonly #rest: Rest
  readonly #isCloud: boolean
  readonly #path: string

  constructor (rest: Rest, { deployment }: Options) {
    this.#rest = rest
    this.#isCloud = deployment === 'cloud'
    this.#path = SEARCH[deployment]
  }

  /** @param page of the answer before */
  async find (jql: string, fields: readonly string[], maxResults: number, page?: string): Promise<IssuePage> {
    const startAt = Number(page ?? 0)
    const place = this.#isCloud ? { ...(page !== undefined && { nextPageToken: page }) } : { startAt }
    const { body } = await this.#rest.request({ method: 'POST', path: this.#path, isWrite: false, body: { jql, fields, maxResults, ...place } })
    const issues = listAt(body, 'issues')
    const next = this.#isCloud ? tokenOf(body) : offsetOf(body, startAt + issues.length, issues.length)
    return { issues, ...(next !== undefined && { next }) }
  }
}

/** A text as JQL takes it. */
export function quoted (text: string): string { return `"${text.replace(/["\\]/g, '\\$&')}"` }

function tokenOf (body: unknown): string | undefined {
  return valueAt(body, 'isLast') === true ? undefined : textAt(body, 'nextPageToken')
}

function offsetOf (body: unknown, end: number, count: number): string | undefined {
  return count === 0 || end >= Number(valueAt(body, 'total') ?? 0) ? undefined : String(end)
}
