import { compileDomain, mentions } from './domain.js'
import { OdooException, valueError } from './exception.js'
import { parseDatetime, toColumn, toWire, type OdooField, type OdooRow } from './field.js'
import { lowerBound } from '../lower-bound.js'

/** How a search is narrowed and ordered. */
export interface SearchOptions {
  order?: unknown
  limit?: unknown
  offset?: unknown
  /** Whether archived records are left out. */
  activeTest: boolean
}

/** What a model needs of its database. */
export interface Database {
  /** Of the transaction under way, in milliseconds with fractions. */
  transactionMs (): number
  exists (model: string, id: number): boolean
  nameOf (model: string, id: number): string
}

/** The rules of one model. */
export interface ModelRules {
  /** Fills computed fields in. */
  compute? (row: OdooRow): void
  /** @throws OdooException */
  check? (row: OdooRow, others: ReadonlyMap<number, OdooRow>): void
  defaults?: OdooRow
}

/** The fields that the framework gives to every model. */
const MAGIC: Record<string, OdooField> = {
  id: { type: 'integer', string: 'ID', readonly: true },
  create_date: { type: 'datetime', string: 'Created on', readonly: true },
  write_date: { type: 'datetime', string: 'Last Updated on', readonly: true }
}

/** A model and its table. */
export class OdooModel {
  readonly name: string
  readonly fields: ReadonlyMap<string, OdooField>
  readonly rows = new Map<number, OdooRow>()
  readonly #database: Database
  readonly #rules: ModelRules
  #lastId = 0
  /** All rows by orders that were asked for, until something changes. */
  readonly #sorted = new Map<string, OdooRow[]>()

  constructor (name: string, fields: Record<string, OdooField>, database: Database, rules: ModelRules = {}) {
    this.name = name
    this.fields = new Map(Object.entries({ ...fields, ...MAGIC }))
    this.#database = database
    this.#rules = rules
  }

  /** @throws builtins.ValueError */
  search (domain: unknown, { order, limit, offset, activeTest }: SearchOptions): OdooRow[] {
    const matches = compileDomain(domain, this.fields, this.name)
    const isActiveOnly = activeTest && this.fields.has('active') && !mentions(domain, 'active')
    const from = typeof offset === 'number' ? offset : 0
    const most = typeof limit === 'number' ? limit : Infinity
    const found: OdooRow[] = []
    let skipped = 0
    for (const row of this.#candidates(domain as unknown[], order)) {
      if ((isActiveOnly && row['active'] !== true) || !matches(row)) continue
      if (skipped++ < from) continue
      if (found.length >= most) break
      found.push(row)
    }
    return found
  }

  /** @throws builtins.ValueError */
  read (rows: readonly OdooRow[], names: unknown): Array<Record<string, unknown>> {
    const wanted = Array.isArray(names) ? names.map(String) : [...this.fields.keys()]
    for (const name of wanted) if (!this.fields.has(name)) throw valueError(`Invalid field '${name}' on model '${this.name}'`)
    const columns = [...new Set(['id', ...wanted])].map((name) => [name, this.fields.get(name) as OdooField] as const)
    const nameOf = (model: string, id: number): string => this.#database.nameOf(model, id)
    return rows.map((row) => Object.fromEntries(columns.map(([name, field]) => [name, toWire(field, row[name], nameOf)])))
  }

  /** All records or none. @throws OdooException */
  create (list: ReadonlyArray<Record<string, unknown>>): number[] {
    const stamp = this.#database.transactionMs()
    const rows = new Map<number, OdooRow>()
    let id = this.#lastId
    for (const vals of list) {
      const row: OdooRow = { ...this.#rules.defaults, ...this.#columns(vals), id: ++id, create_date: stamp, write_date: stamp }
      this.#settle(row, rows)
      rows.set(id, row)
    }
    for (const [key, row] of rows) this.rows.set(key, row)
    this.#lastId = id
    this.#sorted.clear()
    return [...rows.keys()]
  }

  /** All records or none. @throws OdooException */
  write (ids: readonly number[], vals: Record<string, unknown>): void {
    const columns = this.#columns(vals)
    const stamp = this.#database.transactionMs()
    const changed = this.require(ids).map((row): OdooRow => ({ ...row, ...columns, write_date: stamp }))
    for (const row of changed) this.#settle(row, new Map())
    for (const row of changed) this.rows.set(Number(row['id']), row)
    this.#sorted.clear()
  }

  remove (id: number): void {
    this.rows.delete(id)
    this.#sorted.clear()
  }

  /** @throws odoo.exceptions.MissingError */
  require (ids: readonly number[]): OdooRow[] {
    return ids.map((id) => {
      const row = this.rows.get(id)
      if (row === undefined) throw new OdooException('odoo.exceptions.MissingError', `Record does not exist or has been deleted.\n(Record: ${this.name}(${id},), User: 2)`)
      return row
    })
  }

  #columns (vals: Record<string, unknown>): OdooRow {
    const exists = (model: string, id: number): boolean => this.#database.exists(model, id)
    const columns: OdooRow = {}
    for (const [name, value] of Object.entries(vals)) {
      const field = this.fields.get(name)
      if (field === undefined) throw valueError(`Invalid field '${name}' on model '${this.name}'`)
      // The framework drops values of what it keeps itself.
      if (!field.readonly) columns[name] = toColumn(field, value, `${this.name}.${name}`, exists)
    }
    return columns
  }

  #settle (row: OdooRow, others: ReadonlyMap<number, OdooRow>): void {
    this.#rules.compute?.(row)
    this.#rules.check?.(row, this.rows)
    if (others.size > 0) this.#rules.check?.(row, others)
  }

  /** The rows that may match, in order; a time from which on they changed is looked up, as a database does by its index. */
  #candidates (domain: readonly unknown[], order: unknown): OdooRow[] {
    const times = domain.filter((term): term is [string, string, unknown] => Array.isArray(term) && term[0] === 'write_date')
    const from = times.find(([, operator]) => operator === '>=')
    const to = times.find(([, operator]) => operator === '<')
    if (from === undefined || domain.some((term) => typeof term === 'string')) return this.#inOrder(order)
    const byTime = this.#inOrder('write_date asc, id asc')
    const at = (time: unknown): number => lowerBound(byTime, (row) => Number(row['write_date']), parseDatetime(time))
    return sortRows(byTime.slice(at(from[2]), to && at(to[2])), this.#keys(order))
  }

  #inOrder (order: unknown): OdooRow[] {
    const text = String(order)
    const rows = this.#sorted.get(text) ?? sortRows([...this.rows.values()], this.#keys(order))
    this.#sorted.set(text, rows)
    return rows
  }

  #keys (order: unknown): SortKey[] {
    const text = typeof order === 'string' && order !== '' ? order : 'id'
    return text.split(',').map((part) => {
      const [, name = '', direction = 'asc'] = /^\s*(\w+)(?:\s+(asc|desc))?\s*$/i.exec(part) ?? []
      const field = this.fields.get(name)
      if (field === undefined || field.store === false) throw valueError(`Invalid "order" specified (${text})`)
      return { name, sign: direction.toLowerCase() === 'desc' ? -1 : 1 }
    })
  }
}

interface SortKey { name: string, sign: number }

function sortRows (rows: OdooRow[], keys: readonly SortKey[]): OdooRow[] {
  return rows.sort((a, b) => {
    for (const { name, sign } of keys) {
      const [left, right] = [a[name] ?? '', b[name] ?? '']
      if (left !== right) return left < right ? -sign : sign
    }
    return 0
  })
}
