import { Retryable, Uncertain, isDeliveryError, type ErpHub } from '@kefuhub/contract'
import { createRest, type Rest } from '@kefuhub/contract/rest'
import { cleaned } from '../erp/cleaned.js'
import { listAt, textAt, valueAt } from '../tickets/foreign.js'
import { FORMS, MAX_ROWS, OPTIONAL, SERVICE, type FieldName, type FormName } from './facts.js'
import type { Options } from './options.js'
import { signedHeaders } from './signature.js'
import { judge } from './verdict.js'

/** A row of a query by the meanings of its fields; a field that the site does not have is absent. */
export type Row = Partial<Record<FieldName | 'key' | 'email' | 'externalNumber', unknown>>

/** A field of a query: one with a meaning, or one that the options name. */
export type Column = FieldName | { as: 'key' | 'email' | 'externalNumber', field: string }

/** How long what the site says of its forms is believed, in milliseconds. */
const INFO_MS = 3_600_000
const MAX_DEPTH = 8

/** The API of a K3Cloud site. */
export class K3 {
  readonly #rest: Rest
  readonly #options: Options
  readonly #hub: ErpHub
  readonly #info = new Map<FormName, { at: number, keys: ReadonlySet<string> }>()

  constructor (hub: ErpHub, options: Options) {
    this.#hub = hub
    this.#options = options
    const { url, timeoutMs, maxConcurrent, timestamp } = options
    const base = new URL(url).pathname.replace(/\/+$/, '')
    this.#rest = createRest(hub, { baseUrl: url, timeoutMs, maxConcurrent }, {
      judge,
      async authorize ({ path }) {
        const time = String(timestamp === 's' ? Math.floor(hub.clock.now() / 1000) : hub.clock.now())
        return signedHeaders(options, base + path, time, time)
      }
    })
  }

  /** Rows of a form. @param filter SQL, with all texts quoted */
  async query (form: FormName, columns: readonly Column[], filter: string, { order = '', limit = MAX_ROWS }: { order?: string, limit?: number } = {}): Promise<Row[]> {
    const known = await this.#keys(form)
    const asked = columns.filter((column) => typeof column !== 'string' || !OPTIONAL.has(column) || isKnown(known, this.fieldOf(column)))
    const { body } = await this.#call('ExecuteBillQuery', {
      data: {
        FormId: FORMS[form],
        FieldKeys: asked.map((column) => this.fieldOf(column)).join(','),
        FilterString: filter,
        OrderString: order,
        TopRowCount: 0,
        StartRow: 0,
        Limit: limit
      }
    }, false)
    if (!Array.isArray(body)) throw new Retryable('K3Cloud answered to a query with something that is no list')
    // Rows have no names: values stand in the order in which they were asked for.
    return listAt(body).map((row) => Object.fromEntries(asked.map((column, at) => [typeof column === 'string' ? column : column.as, listAt(row)[at]])))
  }

  /** Does something with a form. @returns what stands in `Result` */
  async act (action: 'Save' | 'Push' | 'Submit' | 'Audit', form: FormName, data: Record<string, unknown>): Promise<unknown> {
    const { body } = await this.#call(action, { formid: FORMS[form], data: cleaned(data) }, true)
    if (valueAt(body, 'Result', 'ResponseStatus') === undefined) throw new Uncertain(`K3Cloud did not tell how it went (${action})`)
    return valueAt(body, 'Result')
  }

  /** Whether a form has a field; true where the site does not tell. */
  async has (form: FormName, field: string): Promise<boolean> { return isKnown(await this.#keys(form), field) }

  /** The site's own name of a field. */
  fieldOf (column: Column): string { return typeof column === 'string' ? this.#options.fields[column] : column.field }

  /** All keys of a form in lower case; none where the site does not tell. */
  async #keys (form: FormName): Promise<ReadonlySet<string>> {
    const now = this.#hub.clock.now()
    const known = this.#info.get(form)
    if (known !== undefined && now - known.at < INFO_MS) return known.keys
    try {
      const { body } = await this.#call('QueryBusinessInfo', { data: { FormId: FORMS[form] } }, false)
      const keys = new Set(keysIn(body, MAX_DEPTH))
      this.#info.set(form, { at: now, keys })
      return keys
    } catch (error) {
      // Who may query bills need not be allowed to look at how they are made.
      if (isDeliveryError(error) && (error.verdict === 'rejected' || error.verdict === 'unauthorized')) return new Set()
      throw error
    }
  }

  #call (service: string, body: unknown, isWrite: boolean): ReturnType<Rest['request']> {
    return this.#rest.request({ method: 'POST', path: `/${SERVICE}.${service}.common.kdsvc`, body, isWrite })
  }
}

/** Every `Key` in what a site says of a form, wherever it stands. */
function keysIn (value: unknown, depth: number): string[] {
  if (typeof value !== 'object' || value === null || depth === 0) return []
  const own = textAt(value, 'Key')
  return [...(own === undefined ? [] : [own.toLowerCase()]), ...Object.values(value).flatMap((inner) => keysIn(inner, depth - 1))]
}

/** The first part of a name is the field, what follows is of what it refers to. Ids of lines are not fields of their own. */
function isKnown (keys: ReadonlySet<string>, field: string): boolean {
  return keys.size === 0 || keys.has(field.split('.')[0]?.toLowerCase() ?? '')
}
