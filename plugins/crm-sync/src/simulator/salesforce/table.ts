import { SalesforceError } from './error.js'
import type { SalesforceField } from './field.js'
import { makeId, normaliseId } from './id.js'

/** A value as it is kept: times are milliseconds since 1970, whole seconds. */
export type SalesforceValue = string | number | boolean | null

/** A record as it is kept. */
export type SalesforceRow = Record<string, SalesforceValue>

/** What a table needs of its organisation. */
export interface Organisation {
  now (): number
  exists (id: string): boolean
}

/** The rules of one object. */
export interface ObjectRules {
  defaults?: SalesforceRow
  compute? (row: SalesforceRow): void
  /** Looked at when a record is made, unless the caller overrides the rule. @throws DUPLICATES_DETECTED */
  findDuplicate? (row: SalesforceRow): void
}

/** How a write is meant. */
export interface WriteOptions {
  /** The header `Sforce-Duplicate-Rule-Header: allowSave=true`. */
  allowSave: boolean
}

/** An object and its records. */
export class SalesforceTable {
  readonly name: string
  readonly fields: ReadonlyMap<string, SalesforceField>
  readonly rows = new Map<string, SalesforceRow>()
  /** Grows with every change. */
  version = 0
  readonly #byLowerName: ReadonlyMap<string, string>
  readonly #prefix: string
  readonly #organisation: Organisation
  readonly #rules: ObjectRules
  /** The records that carry an external id, by field and value in lower case. */
  readonly #index = new Map<string, Map<string, Set<string>>>()
  #lastNumber = 0

  constructor (name: string, prefix: string, fields: Record<string, SalesforceField>, organisation: Organisation, rules: ObjectRules = {}) {
    this.name = name
    this.#prefix = prefix
    this.fields = new Map(Object.entries(fields))
    this.#byLowerName = new Map(Object.keys(fields).map((field) => [field.toLowerCase(), field]))
    this.#organisation = organisation
    this.#rules = rules
    for (const [field, { externalId }] of this.fields) if (externalId) this.#index.set(field, new Map())
  }

  /** The field's name as it is spelled; names may be written in any case. */
  canonical (name: string): string | undefined { return this.#byLowerName.get(name.toLowerCase()) }

  /** A record that is not deleted. */
  get (id: string): SalesforceRow | undefined {
    const row = this.rows.get(id)
    return row?.['IsDeleted'] === true ? undefined : row
  }

  /** The records that carry an external id. @throws NOT_FOUND for a field that is none */
  byExternalId (name: string, value: string): SalesforceRow[] {
    const field = this.canonical(name)
    const index = field === undefined ? undefined : this.#index.get(field)
    if (index === undefined) throw new SalesforceError(404, 'NOT_FOUND', `Provided external ID field does not exist or is not accessible: ${name}`)
    return [...index.get(value.toLowerCase()) ?? []].map((id) => this.rows.get(id) as SalesforceRow)
  }

  /** @throws ShapeError */
  checkShape (values: Record<string, unknown>): void {
    try {
      this.#columns(values)
    } catch (error) {
      if (error instanceof ShapeError) throw error
    }
  }

  /** @throws SalesforceError */
  insert (values: Record<string, unknown>, { allowSave }: WriteOptions): string {
    const id = makeId(this.#prefix, this.#lastNumber + 1)
    const stamp = this.#second()
    const row: SalesforceRow = { ...this.#rules.defaults, IsDeleted: false, ...this.#columns(values), Id: id, CreatedDate: stamp }
    this.#settle(row, stamp)
    if (!allowSave) this.#rules.findDuplicate?.(row)
    this.#lastNumber++
    this.#keep(row)
    return id
  }

  /** @throws SalesforceError */
  update (id: string, values: Record<string, unknown>): void {
    const row = this.rows.get(id)
    if (row === undefined) throw new SalesforceError(404, 'NOT_FOUND', 'Provided external ID field does not exist or is not accessible: Id')
    if (row['IsDeleted'] === true) throw new SalesforceError(404, 'ENTITY_IS_DELETED', 'entity is deleted')
    const changed: SalesforceRow = { ...row, ...this.#columns(values) }
    this.#settle(changed, this.#second())
    this.#forget(row)
    this.#keep(changed)
  }

  /** Into the recycle bin. */
  remove (id: string): void {
    const row = this.rows.get(id)
    if (row === undefined) return
    this.#forget(row)
    const stamp = this.#second()
    this.rows.set(id, { ...row, IsDeleted: true, SystemModstamp: stamp, LastModifiedDate: stamp })
    this.version++
  }

  /** Makes a record without any check, as old data may be. */
  seed (row: SalesforceRow): string {
    const id = makeId(this.#prefix, ++this.#lastNumber)
    const stamp = this.#second()
    const whole: SalesforceRow = { ...this.#rules.defaults, IsDeleted: false, CreatedDate: stamp, LastModifiedDate: stamp, SystemModstamp: stamp, ...row, Id: id }
    this.#rules.compute?.(whole)
    this.#keep(whole)
    return id
  }

  #second (): number { return Math.floor(this.#organisation.now() / 1000) * 1000 }

  #settle (row: SalesforceRow, stamp: number): void {
    row['LastModifiedDate'] = row['SystemModstamp'] = stamp
    const missing = [...this.fields].filter(([name, { required }]) => required && (row[name] ?? null) === null).map(([name]) => name)
    if (missing.length > 0) throw new SalesforceError(400, 'REQUIRED_FIELD_MISSING', `Required fields are missing: [${missing.join(', ')}]`, missing)
    this.#rules.compute?.(row)
    for (const [name, field] of this.fields) {
      const value = row[name]
      if (!field.unique || typeof value !== 'string') continue
      const other = [...this.#index.get(name)?.get(value.toLowerCase()) ?? []].find((id) => id !== row['Id'])
      if (other !== undefined) throw new SalesforceError(400, 'DUPLICATE_VALUE', `duplicate value found: ${name} duplicates value on record with id: ${other.slice(0, 15)}`)
    }
  }

  #keep (row: SalesforceRow): void {
    this.rows.set(String(row['Id']), row)
    this.version++
    for (const [field, index] of this.#index) {
      const value = row[field]
      if (typeof value !== 'string') continue
      const key = value.toLowerCase()
      index.set(key, (index.get(key) ?? new Set()).add(String(row['Id'])))
    }
  }

  #forget (row: SalesforceRow): void {
    for (const [field, index] of this.#index) index.get(String(row[field]).toLowerCase())?.delete(String(row['Id']))
  }

  #columns (values: Record<string, unknown>): SalesforceRow {
    const columns: SalesforceRow = {}
    for (const [given, value] of Object.entries(values)) {
      if (given === 'attributes') continue
      const name = this.canonical(given)
      const field = name === undefined ? undefined : this.fields.get(name)
      if (name === undefined || field === undefined) throw new ShapeError(400, 'INVALID_FIELD', `No such column '${given}' on sobject of type ${this.name}`)
      if (field.readonly) {
        throw new SalesforceError(400, 'INVALID_FIELD_FOR_INSERT_UPDATE', `Unable to create/update fields: ${name}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`, [name])
      }
      columns[name] = this.#column(name, field, value)
    }
    return columns
  }

  #column (name: string, field: SalesforceField, value: unknown): SalesforceValue {
    const wrong = (kind: string): never => { throw new ShapeError(400, 'JSON_PARSER_ERROR', `Cannot deserialize instance of ${kind} from ${JSON.stringify(value)} value`) }
    if (value === null) return field.type === 'boolean' ? wrong('boolean') : null
    switch (field.type) {
      case 'boolean': return typeof value === 'boolean' ? value : wrong('boolean')
      case 'int':
      case 'double':
        return typeof value === 'number' ? value : wrong(field.type)
      case 'date': return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : wrong('date')
      case 'datetime': {
        const ms = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T/.test(value) ? Date.parse(value) : NaN
        return Number.isNaN(ms) ? wrong('datetime') : Math.floor(ms / 1000) * 1000
      }
      case 'reference': {
        const id = normaliseId(value)
        if (id === undefined) throw new SalesforceError(400, 'MALFORMED_ID', `${field.label}: id value of incorrect type: ${String(value)}`, [name])
        if (!this.#organisation.exists(id)) throw new SalesforceError(400, 'INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', [name])
        return id
      }
      default: return typeof value === 'string' ? checkText(name, field, value) : wrong('string')
    }
  }
}

/** A record that does not fit the object's shape: the request as a whole cannot be read. */
export class ShapeError extends SalesforceError {}

function checkText (name: string, field: SalesforceField, value: string): string | null {
  const text = value.trim()
  if (text === '') return null
  if (text.length > (field.length ?? Infinity)) {
    throw new SalesforceError(400, 'STRING_TOO_LONG', `${field.label}: data value too large: ${text} (max length=${field.length})`, [name])
  }
  if (field.type === 'email' && !/^[^\s@,;<>()[\]\\"]+@[^\s@,;<>()[\]\\"]+\.[A-Za-z]{2,}$/.test(text)) {
    throw new SalesforceError(400, 'INVALID_EMAIL_ADDRESS', `${field.label}: invalid email address: ${text}`, [name])
  }
  if (field.restricted && field.values?.includes(text) === false) {
    throw new SalesforceError(400, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', `${field.label}: bad value for restricted picklist field: ${text}`, [name])
  }
  return text
}
