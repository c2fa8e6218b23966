import { compileDomain, isLike, type Leaf } from './odoo-domain.js'
import { missing, validation, valueError } from './odoo-errors.js'
import { MAGIC, type FieldDef, type Schema } from './odoo-schema.js'

/** A record as the database keeps it: many-to-one values are ids. */
export type Stored = Record<string, unknown> & { id: number }
/** What of the records is read. */
export interface Query { domain?: unknown, fields?: unknown, limit?: unknown, offset?: unknown, order?: unknown, context?: Record<string, unknown> }

/** The records of a simulated Odoo, with the ORM's manners: unknown fields, broken domains and wrong values are errors. */
export class OdooDatabase {
  readonly schema: Schema
  readonly #tables = new Map<string, Map<number, Stored>>()
  readonly #now: () => number
  /** Who writes at this moment. */
  user = 1

  constructor (schema: Schema, now: () => number) {
    this.schema = schema
    this.#now = now
  }

  fieldsOf (model: string): Record<string, FieldDef> {
    const fields = Object.hasOwn(this.schema, model) ? this.schema[model] : undefined
    if (fields === undefined) throw valueError(`Object ${model} doesn't exist`)
    return { ...MAGIC, ...fields }
  }

  all (model: string): Stored[] { return [...this.#table(model).values()] }

  get (model: string, id: number): Stored {
    const row = this.#table(model).get(id)
    if (row === undefined) throw missing(model)
    return row
  }

  /** @param values as the API takes them */
  insert (model: string, values: Record<string, unknown>, context: Record<string, unknown> = {}): Stored {
    const fields = this.fieldsOf(model)
    const given = { ...values }
    for (const [key, value] of Object.entries(context)) {
      const field = key.startsWith('default_') ? key.slice(8) : ''
      if (Object.hasOwn(fields, field) && !Object.hasOwn(given, field)) given[field] = value
    }
    this.#check(model, given)
    for (const [field, { required }] of Object.entries(fields)) {
      if (required && (given[field] === undefined || given[field] === false || given[field] === '')) throw validation(`The operation cannot be completed: mandatory field ${field} is not set`)
    }
    const table = this.#table(model)
    const defaults = Object.fromEntries(Object.entries(fields).map(([field, { default: value = false }]) => [field, value]))
    const time = this.#time()
    const row: Stored = { ...defaults, ...given, id: table.size + 1, create_uid: this.user, write_uid: this.user, create_date: time, write_date: time }
    table.set(row.id, row)
    return row
  }

  update (model: string, ids: readonly number[], values: Record<string, unknown>): void {
    this.#check(model, values)
    for (const id of ids) Object.assign(this.get(model, id), values, { write_uid: this.user, write_date: this.#time() })
  }

  remove (model: string, id: number): void { this.#table(model).delete(id) }

  search (model: string, { domain = [], limit, offset = 0, order, context = {} }: Query): Stored[] {
    const fits = compileDomain<Stored>(domain, (leaf) => this.#test(model, leaf))
    const seesAll = context.active_test === false || JSON.stringify(domain).includes('"active"')
    const rows = this.all(model).filter((row) => fits(row) && (seesAll || row.active !== false)).sort(this.#comparer(model, order))
    if (!Number.isInteger(offset) || (limit !== undefined && limit !== null && !Number.isInteger(limit))) throw valueError('limit and offset must be integers')
    return rows.slice(Number(offset), Number.isInteger(limit) ? Number(offset) + Number(limit) : undefined)
  }

  /** A record as the API shows it. */
  show (model: string, row: Stored, fields: unknown): Record<string, unknown> {
    const defs = this.fieldsOf(model)
    const names = Array.isArray(fields) && fields.length > 0 ? fields.map(String) : Object.keys(defs)
    return Object.fromEntries(['id', ...names].map((name) => {
      const def = Object.hasOwn(defs, name) ? defs[name] : undefined
      if (def === undefined) throw valueError(`Invalid field '${name}' on model '${model}'`)
      return [name, this.#out(row, name, def)]
    }))
  }

  #out (row: Stored, name: string, { type, relation = '', inverse }: FieldDef): unknown {
    const value = row[name] ?? false
    if (type === 'one2many') return this.all(relation).filter((other) => other[inverse ?? ''] === row.id).map(({ id }) => id)
    if (type === 'many2many') return Array.isArray(value) ? value : []
    // The wire has whole seconds; the database has more.
    if (type === 'datetime' && typeof value === 'string') return value.slice(0, 19)
    if (type !== 'many2one' || typeof value !== 'number') return value
    const other = this.get(relation, value)
    return [value, String(other.name || other.login || `${relation},${value}`)]
  }

  #check (model: string, values: Record<string, unknown>): void {
    const fields = this.fieldsOf(model)
    for (const [name, value] of Object.entries(values)) {
      const def = Object.hasOwn(fields, name) ? fields[name] : undefined
      if (def === undefined) throw valueError(`Invalid field '${name}' on model '${model}'`)
      if (typeof value === 'string' && value.includes('\0')) throw valueError('A string literal cannot contain NUL (0x00) characters.')
      if (value === false || value === null) continue
      if (def.selection && !def.selection.some(([choice]) => choice === value)) throw valueError(`Wrong value for ${model}.${name}: ${JSON.stringify(value)}`)
      if (def.type === 'many2one') this.get(def.relation ?? '', Number(value))
      if (['char', 'text', 'html', 'datetime', 'date'].includes(def.type) && typeof value !== 'string') throw valueError(`Wrong value for ${model}.${name}: ${JSON.stringify(value)}`)
      if (['float', 'monetary', 'integer'].includes(def.type) && typeof value !== 'number') throw valueError(`could not convert to float: ${JSON.stringify(value)}`)
    }
  }

  #test (model: string, [path, operator, wanted]: Leaf): (row: Stored) => boolean {
    const [name = '', ...rest] = path.split('.')
    const fields = this.fieldsOf(model)
    const def = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (def === undefined) throw valueError(`Invalid field ${model}.${name} in leaf (${JSON.stringify(path)}, ${operator}, ${JSON.stringify(wanted)})`)
    if (rest.length > 0) {
      const inner = this.#test(def.relation ?? '', [rest.join('.'), operator, wanted])
      return (row) => typeof row[name] === 'number' && inner(this.get(def.relation ?? '', Number(row[name])))
    }
    if (operator === 'child_of') return (row) => this.#isBelow(def.relation ?? model, Number(row[name]), Array.isArray(wanted) ? wanted : [wanted])
    return (row) => compare(row[name] ?? false, operator, wanted)
  }

  #isBelow (model: string, id: number, roots: readonly unknown[]): boolean {
    for (let at: unknown = id; typeof at === 'number'; at = this.get(model, at).parent_id) if (roots.includes(at)) return true
    return false
  }

  #comparer (model: string, order: unknown): (one: Stored, other: Stored) => number {
    const fields = this.fieldsOf(model)
    const keys = (typeof order === 'string' && order !== '' ? order : 'id').split(',').map((part) => part.trim().split(/\s+/))
    for (const [name = ''] of keys) if (!Object.hasOwn(fields, name)) throw valueError(`Invalid field ${name} in order`)
    return (one, other) => {
      for (const [name = '', direction] of keys) {
        const [a, b] = [one[name] as string, other[name] as string]
        if (a !== b) return (a < b ? -1 : 1) * (direction?.toLowerCase() === 'desc' ? -1 : 1)
      }
      return one.id - other.id
    }
  }

  #table (model: string): Map<number, Stored> {
    this.fieldsOf(model)
    const table = this.#tables.get(model) ?? new Map<number, Stored>()
    this.#tables.set(model, table)
    return table
  }

  #time (): string { return new Date(this.#now()).toISOString().replace('T', ' ').replace('Z', '000') }
}

function compare (value: unknown, operator: string, wanted: unknown): boolean {
  switch (operator) {
    case '=': return value === (wanted ?? false) || (wanted === false && value === '')
    case '!=': return !compare(value, '=', wanted)
    case 'in': if (Array.isArray(wanted)) return wanted.includes(value); break
    case 'not in': if (Array.isArray(wanted)) return !wanted.includes(value); break
    case '<': return value !== false && String(value) < String(wanted)
    case '>': return value !== false && String(value) > String(wanted)
    case '<=': return value !== false && String(value) <= String(wanted)
    case '>=': return value !== false && String(value) >= String(wanted)
    case 'like': case 'ilike': return isLike(value, `%${String(wanted)}%`, operator === 'ilike')
    case '=like': case '=ilike': return isLike(value, String(wanted), operator === '=ilike')
    case 'not ilike': return !isLike(value, `%${String(wanted)}%`, true)
  }
  throw valueError(`Invalid operator ${operator} with ${JSON.stringify(wanted)}`)
}
