import { formatLocalTime } from '../erp/local-time.js'
import { FrappeError, invalid, missing } from './erpnext-errors.js'
import { check, compileFilters, compileOrder, type StoredDoc } from './erpnext-query.js'
import { ROWS, STANDARD, type DocTypeDef } from './erpnext-schema.js'

/** The documents of a simulated site, with Frappe's manners. */
export class ErpnextDocuments {
  readonly doctypes: Readonly<Record<string, DocTypeDef>>
  readonly #unique: ReadonlySet<string>
  readonly #tables = new Map<string, Map<string, StoredDoc>>()
  readonly #timeZone: string
  readonly #now: () => number
  #rows = 0

  /** @param unique fields of which no two documents have the same value */
  constructor (doctypes: Readonly<Record<string, DocTypeDef>>, unique: readonly string[], timeZone: string, now: () => number) {
    this.doctypes = doctypes
    this.#unique = new Set(unique)
    this.#timeZone = timeZone
    this.#now = now
  }

  all (doctype: string): StoredDoc[] { return [...this.#table(doctype).values()] }

  get (doctype: string, name: string): StoredDoc {
    const doc = this.#table(doctype).get(name)
    if (doc === undefined) throw missing(`${doctype} ${name}`)
    return doc
  }

  /** Rows as a list gives them. */
  list (doctype: string, query: URLSearchParams): Array<Record<string, unknown>> {
    const def = this.#def(doctype)
    const fields = (json(query, 'fields') ?? ['name']) as string[]
    for (const field of fields) check(field, def)
    const every = compileFilters(json(query, 'filters'), doctype, def)
    const some = compileFilters(json(query, 'or_filters'), doctype, def)
    const rows = this.all(doctype).flatMap((doc) => {
      const count = every.reduce((product, test) => product * test(doc), 1) * (some.length === 0 ? 1 : Number(some.some((test) => test(doc) > 0)))
      return Array.from({ length: count }, () => doc)
    }).sort(compileOrder(query.get('order_by') ?? 'modified desc', def))
    const start = Number(query.get('limit_start') ?? 0)
    const length = Number(query.get('limit_page_length') ?? query.get('limit') ?? 20)
    return rows.slice(start, length === 0 ? undefined : start + length).map((doc) => Object.fromEntries(fields.map((field) => [field, doc[field] ?? null])))
  }

  /** Makes a document; unknown values are dropped, as Frappe does. */
  insert (doctype: string, values: Record<string, unknown>, name?: string): StoredDoc {
    const def = this.#def(doctype)
    const table = this.#table(doctype)
    const doc: StoredDoc = {
      ...Object.fromEntries(def.fields.map((field) => [field, values[field] ?? null])),
      name: name ?? `${def.series}${String(table.size + 1).padStart(5, '0')}`,
      owner: 'hub@example.com',
      creation: this.time(),
      docstatus: 0,
      idx: 0
    }
    for (const [field, rows] of Object.entries(def.tables ?? {})) doc[field] = this.#toRows(values[field], rows)
    this.#validate(doctype, doc)
    if (table.has(doc.name)) throw new FrappeError('DuplicateEntryError', `${doctype} ${doc.name} already exists`, 409)
    doc.modified = doc.creation
    table.set(doc.name, doc)
    return doc
  }

  /** Changes some values. */
  update (doctype: string, name: string, values: Record<string, unknown>): StoredDoc {
    const def = this.#def(doctype)
    const doc = this.get(doctype, name)
    if (values.modified !== undefined && values.modified !== doc.modified) throw new FrappeError('TimestampMismatchError', 'Document has been modified after you have opened it')
    const changed: StoredDoc = { ...doc, ...Object.fromEntries(Object.entries(values).filter(([field]) => def.fields.includes(field))) }
    if (values.docstatus !== undefined) {
      if (!def.isSubmittable || Number(values.docstatus) !== Number(doc.docstatus) + 1) throw invalid('Cannot change docstatus')
      changed.docstatus = values.docstatus
    } else if (Number(doc.docstatus) !== 0) throw new FrappeError('UpdateAfterSubmitError', 'Not allowed to change after submission')
    this.#validate(doctype, changed)
    return this.touch(Object.assign(doc, changed))
  }

  /** As somebody at the site does it, whatever the rules. */
  touch (doc: StoredDoc, values: Record<string, unknown> = {}): StoredDoc { return Object.assign(doc, values, { modified: this.time() }) }

  remove (doctype: string, name: string): void { this.#table(doctype).delete(name) }

  /** The site's clock: microseconds in local time. */
  time (): string {
    const nowMs = this.#now()
    return `${formatLocalTime(new Date(nowMs), this.#timeZone)}.${String(nowMs % 1000).padStart(3, '0')}000`
  }

  #validate (doctype: string, doc: StoredDoc): void {
    const { mandatory = [], links = {}, choices = {}, fields } = this.#def(doctype)
    for (const field of mandatory) {
      const value = doc[field]
      if (value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) throw new FrappeError('MandatoryError', `[${doctype}, ${doc.name}]: ${field}`)
    }
    for (const [field, target] of Object.entries(links)) {
      if (typeof doc[field] === 'string' && doc[field] !== '' && !this.#table(target).has(doc[field])) throw new FrappeError('LinkValidationError', `Could not find ${field}: ${doc[field]}`)
    }
    for (const [field, values] of Object.entries(choices)) {
      if (doc[field] !== null && !values.includes(String(doc[field]))) throw invalid(`${field} cannot be "${String(doc[field])}". It should be one of ${values.join(', ')}`)
    }
    for (const field of fields) {
      const value = doc[field]
      if (typeof value === 'string' && value.length > 140 && !['description', 'content', 'instructions'].includes(field)) throw new FrappeError('CharacterLengthExceededError', `${field} will get truncated, as max characters allowed is 140`)
      if (this.#unique.has(field) && value !== null && this.all(doctype).some((other) => other.name !== doc.name && other[field] === value)) {
        throw new FrappeError('UniqueValidationError', `${field} must be unique`)
      }
    }
  }

  #toRows (rows: unknown, doctype: string): StoredDoc[] {
    const fields = [...ROWS[doctype] ?? [], ...STANDARD]
    return (Array.isArray(rows) ? rows : []).map((row: Record<string, unknown>) => ({
      ...Object.fromEntries(Object.entries(row).filter(([field]) => fields.includes(field))), name: `row${String(++this.#rows).padStart(6, '0')}`
    }))
  }

  #def (doctype: string): DocTypeDef {
    const def = Object.hasOwn(this.doctypes, doctype) ? this.doctypes[doctype] : undefined
    if (def === undefined) throw missing(`DocType ${doctype}`)
    return def
  }

  #table (doctype: string): Map<string, StoredDoc> {
    this.#def(doctype)
    const table = this.#tables.get(doctype) ?? new Map<string, StoredDoc>()
    this.#tables.set(doctype, table)
    return table
  }
}

function json (query: URLSearchParams, name: string): unknown {
  const text = query.get(name)
  if (text === null) return undefined
  try {
    return JSON.parse(text)
  } catch {
    throw invalid(`${name} is not JSON`)
  }
}
