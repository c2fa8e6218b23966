import { isLike } from './odoo-domain.js'
import { invalid, noField } from './erpnext-errors.js'
import { ROWS, STANDARD, type DocTypeDef } from './erpnext-schema.js'

/** A document as it is kept. */
export type StoredDoc = Record<string, unknown> & { name: string }

type Test = (doc: StoredDoc) => number

/** Filters as Frappe reads them: a test that says how many rows a document gives, since a condition on a table joins it. */
export function compileFilters (filters: unknown, doctype: string, def: DocTypeDef): Test[] {
  if (filters === undefined) return []
  if (!Array.isArray(filters)) throw invalid('filters must be a list')
  return filters.map((filter: unknown): Test => {
    if (!Array.isArray(filter) || (filter.length !== 3 && filter.length !== 4)) throw invalid('a filter must have three or four values')
    const [table, field, operator, wanted] = (filter.length === 4 ? filter : [doctype, ...filter as unknown[]]) as [string, string, string, unknown]
    if (table === doctype) {
      check(field, def)
      return (doc) => Number(fits(doc[field], operator, wanted))
    }
    const [place] = Object.entries(def.tables ?? {}).find(([, rows]) => rows === table) ?? []
    if (place === undefined || !(ROWS[table] ?? []).includes(field)) throw noField(`tab${table}.${field}`)
    return (doc) => (doc[place] as StoredDoc[] | undefined ?? []).filter((row) => fits(row[field], operator, wanted)).length
  })
}

/** An order such as `modified asc, name asc`. */
export function compileOrder (order: string, def: DocTypeDef): (one: StoredDoc, other: StoredDoc) => number {
  const keys = order.split(',').map((part) => /^\s*(\w+)(?:\s+(asc|desc))?\s*$/i.exec(part))
  if (keys.some((key) => key === null)) throw invalid('Illegal SQL Query')
  for (const key of keys) check(key?.[1] ?? '', def)
  return (one, other) => {
    for (const [, field = '', direction = 'asc'] of keys.filter((key) => key !== null)) {
      const [a, b] = [String(one[field] ?? ''), String(other[field] ?? '')]
      if (a !== b) return (a < b ? -1 : 1) * (direction.toLowerCase() === 'desc' ? -1 : 1)
    }
    return 0
  }
}

/** @throws FrappeError for a field that is not there */
export function check (field: string, { fields }: DocTypeDef): void {
  if (!STANDARD.includes(field) && !fields.includes(field)) throw noField(field)
}

function fits (value: unknown, operator: string, wanted: unknown): boolean {
  const text = String(value ?? '').toLowerCase()
  const other = String(wanted).toLowerCase()
  switch (operator.toLowerCase()) {
    // The database compares texts without their case.
    case '=': return text === other
    case '!=': return text !== other
    case 'in': return Array.isArray(wanted) && wanted.some((one) => String(one).toLowerCase() === text)
    case 'like': return isLike(String(value ?? ''), String(wanted), true)
    case '>': return text > other
    case '>=': return text >= other
    case '<': return text < other
    case '<=': return text <= other
    case 'is': return (text !== '') === (other === 'set')
  }
  throw invalid(`Operator must be one of =, !=, in, like, >, <, is: ${operator}`)
}
