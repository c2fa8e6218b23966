import { SalesforceError } from './error.js'
import { isFilterable, type SalesforceField } from './field.js'
import { normaliseId } from './id.js'
import type { Condition, Literal, Soql } from './soql.js'
import type { SalesforceRow, SalesforceTable, SalesforceValue } from './table.js'
import { lowerBound } from '../lower-bound.js'

/** Finds the name of a record that a relation leads to. */
export type NameOf = (id: string) => string | undefined

type Predicate = (row: SalesforceRow) => boolean

interface SortKey { name: string, sign: number }

/** The rows of a table by their times, as of one of its versions. */
const indexes = new WeakMap<SalesforceTable, { version: number, rows: SalesforceRow[] }>()

/** Runs a query over a table. @throws SalesforceError */
export function selectRows (table: SalesforceTable, soql: Soql, withDeleted: boolean): SalesforceRow[] {
  const matches = soql.where === undefined ? () => true : compile(table, soql.where)
  const found: SalesforceRow[] = []
  for (const row of candidates(table, soql)) {
    if (found.length >= (soql.limit ?? Infinity)) break
    if ((withDeleted || row['IsDeleted'] !== true) && matches(row)) found.push(row)
  }
  return found
}

/** Makes rows into records as they are answered. @throws INVALID_FIELD */
export function project (table: SalesforceTable, fields: readonly string[], version: string, nameOf: NameOf): (row: SalesforceRow) => Record<string, unknown> {
  const columns = fields.map((path) => toColumn(table, path, nameOf))
  return (row) => {
    const record: Record<string, unknown> = { attributes: { type: table.name, url: `/services/data/v${version}/sobjects/${table.name}/${String(row['Id'])}` } }
    for (const { key, read } of columns) record[key] = read(row)
    return record
  }
}

/** Words a value as the API does. */
function wire ({ type }: SalesforceField, value: SalesforceValue | undefined): unknown {
  if (type === 'boolean') return value ?? false
  if (type === 'datetime' && typeof value === 'number') return new Date(value).toISOString().replace('Z', '+0000')
  return value ?? null
}

function toColumn (table: SalesforceTable, path: string, nameOf: NameOf): { key: string, read: (row: SalesforceRow) => unknown } {
  const [first = '', second, ...more] = path.split('.')
  if (second === undefined) {
    const { name, field } = fieldOf(table, first)
    return { key: name, read: (row) => wire(field, row[name]) }
  }
  const relation = [...table.fields].find(([, field]) => field.relationshipName?.toLowerCase() === first.toLowerCase())
  if (relation === undefined || second.toLowerCase() !== 'name' || more.length > 0) {
    throw new SalesforceError(400, 'INVALID_FIELD', `Didn't understand relationship '${first}' in field path`)
  }
  const [idField, { relationshipName = '' }] = relation
  return {
    key: relationshipName,
    read (row) {
      const name = nameOf(String(row[idField]))
      return name === undefined ? null : { attributes: { type: relationshipName }, Name: name }
    }
  }
}

function fieldOf (table: SalesforceTable, given: string): { name: string, field: SalesforceField } {
  const name = table.canonical(given)
  const field = name === undefined ? undefined : table.fields.get(name)
  if (name === undefined || field === undefined) {
    throw new SalesforceError(400, 'INVALID_FIELD', `No such column '${given}' on entity '${table.name}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name.`)
  }
  return { name, field }
}

function compile (table: SalesforceTable, condition: Condition): Predicate {
  if (condition.type === 'not') {
    const inner = compile(table, condition.part)
    return (row) => !inner(row)
  }
  if (condition.type !== 'compare') {
    const parts = condition.parts.map((part) => compile(table, part))
    return condition.type === 'and' ? (row) => parts.every((part) => part(row)) : (row) => parts.some((part) => part(row))
  }
  const { name, field } = fieldOf(table, condition.field)
  if (!isFilterable(field)) throw new SalesforceError(400, 'INVALID_FIELD', `field '${name}' can not be filtered in a query call`)
  const values = condition.literals.map((literal) => operandOf(name, field, literal))
  const get = (row: SalesforceRow): SalesforceValue => fold(field, row[name] ?? (field.type === 'boolean' ? false : null))
  const [first = null] = values
  switch (condition.operator) {
    case '=': return (row) => get(row) === first
    case '!=': return (row) => get(row) !== first
    case 'IN':
    case 'NOT IN': {
      const set = new Set(values)
      return (row) => set.has(get(row)) === (condition.operator === 'IN')
    }
    case 'LIKE': {
      if (typeof first !== 'string') throw new SalesforceError(400, 'INVALID_QUERY_FILTER_OPERATOR', 'invalid operator')
      const regexp = new RegExp(`^${toPattern(first)}$`, 'isu')
      return (row) => {
        const value = get(row)
        return typeof value === 'string' && regexp.test(value)
      }
    }
    default: return (row) => {
      const value = get(row)
      if (value === null || first === null) return false
      if (condition.operator === '>') return value > first
      if (condition.operator === '>=') return value >= first
      return condition.operator === '<' ? value < first : value <= first
    }
  }
}

function operandOf (name: string, field: SalesforceField, literal: Literal): SalesforceValue {
  if (literal.type === 'null') return null
  const needed = ({ boolean: 'boolean', int: 'number', double: 'number', date: 'date', datetime: 'datetime' } as Partial<Record<SalesforceField['type'], Literal['type']>>)[field.type] ?? 'text'
  if (literal.type !== needed) {
    throw new SalesforceError(400, 'INVALID_FIELD', `value of filter criterion for field '${name}' must be of type ${field.type} and should ${needed === 'text' ? '' : 'not '}be enclosed in quotes`)
  }
  if (field.type !== 'id' && field.type !== 'reference') return fold(field, literal.value)
  const id = normaliseId(literal.value)
  if (id === undefined) throw new SalesforceError(400, 'INVALID_QUERY_FILTER_OPERATOR', `invalid ID field: ${String(literal.value)}`)
  return id
}

/** Texts are compared in any case, ids are not. */
function fold ({ type }: SalesforceField, value: SalesforceValue): SalesforceValue {
  return typeof value === 'string' && type !== 'id' && type !== 'reference' ? value.toLowerCase() : value
}

function toPattern (like: string): string {
  return like.replace(/\\([%_])|[%_]|[^\\%_]+|\\/gu, (part, escaped: string | undefined) => {
    if (part === '%') return '.*?'
    if (part === '_') return '.'
    return (escaped ?? part).replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
  })
}

/** The rows that may match, in order; a time from which on they changed is looked up, as a database does by its index. */
function candidates (table: SalesforceTable, { orderBy, where }: Soql): Iterable<SalesforceRow> {
  const keys = orderBy.map(({ field: given, isDescending }) => {
    const { name, field } = fieldOf(table, given)
    if (!isFilterable(field)) throw new SalesforceError(400, 'MALFORMED_QUERY', `field '${name}' can not be sorted in a query call`)
    return { name, sign: isDescending ? -1 : 1 }
  })
  if (keys.length === 0) return table.rows.values()
  const byTime = inTime(table)
  const conditions = where === undefined ? [] : where.type === 'and' ? where.parts : [where]
  const bound = (operator: string): number | undefined => {
    const literal = conditions.flatMap((part) => part.type === 'compare' && part.operator === operator && table.canonical(part.field) === 'SystemModstamp' ? part.literals : [])[0]
    return literal?.type === 'datetime' ? lowerBound(byTime, (row) => Number(row['SystemModstamp']), literal.value) : undefined
  }
  return sortRows(byTime.slice(bound('>='), bound('<')), keys)
}

function inTime (table: SalesforceTable): SalesforceRow[] {
  const kept = indexes.get(table)
  if (kept?.version === table.version) return kept.rows
  const rows = sortRows([...table.rows.values()], [{ name: 'SystemModstamp', sign: 1 }, { name: 'Id', sign: 1 }])
  indexes.set(table, { version: table.version, rows })
  return rows
}

function sortRows (rows: SalesforceRow[], keys: readonly SortKey[]): SalesforceRow[] {
  return rows.sort((a, b) => {
    for (const { name, sign } of keys) {
      const [left, right] = [a[name] ?? '', b[name] ?? '']
      if (left !== right) return left < right ? -sign : sign
    }
    return 0
  })
}
