import { invalid } from './error.js'
import type { Row, Table } from './table.js'

/** Reads a property of a record, computed ones too; a time or a number as a number. */
export type Reader = (row: Row, name: string) => string | number | undefined

interface FilterBody { propertyName?: unknown, operator?: unknown, value?: unknown, values?: unknown, highValue?: unknown }

/** The body of a search. */
export interface SearchBody {
  filterGroups?: Array<{ filters?: FilterBody[] }>
  sorts?: Array<{ propertyName?: string, direction?: string }>
  properties?: string[]
  limit?: number
  after?: string | number
}

const MAX = { groups: 5, filtersInGroup: 6, filters: 18, limit: 200, results: 10_000 }

type Test = (row: Row) => boolean

/** What a search finds. */
export interface Found { total: number, rows: Row[], after?: string }

/**
 * Searches as HubSpot does: groups are alternatives, one sort at most, 200 records a page and 10 000 in all.
 * @param knows whether there is a property of a name
 * @throws HubSpotRefusal
 */
export function search (table: Table, body: SearchBody, read: Reader, knows: (name: string) => boolean, isIndexed: Test): Found {
  const { filterGroups = [], sorts = [], limit = 10, after = 0 } = body
  const from = Number(after)
  if (!Number.isInteger(limit) || limit < 0 || limit > MAX.limit) throw invalid(`limit must be between 0 and ${MAX.limit}`)
  if (!Number.isInteger(from) || from < 0) throw invalid('after is not a paging cursor of this search')
  if (from + limit > MAX.results) throw invalid(`The search is limited to ${MAX.results} results; narrow it with filters`)
  if (sorts.length > 1) throw invalid('only one sort is allowed')
  const count = filterGroups.reduce((sum, group) => sum + (group.filters?.length ?? 0), 0)
  if (filterGroups.length > MAX.groups || count > MAX.filters || filterGroups.some(({ filters = [] }) => filters.length > MAX.filtersInGroup)) {
    throw invalid(`at most ${MAX.groups} filterGroups of ${MAX.filtersInGroup} filters and ${MAX.filters} in all are allowed`)
  }
  const groups = filterGroups.map(({ filters = [] }) => filters.map((filter) => toTest(filter, read, knows)))
  const matches: Test = groups.length === 0 ? () => true : (row) => groups.some((tests) => tests.every((test) => test(row)))
  const [sort] = sorts
  if (sort !== undefined && !knows(String(sort.propertyName))) throw invalid(`There was a problem with the request: unknown sort property ${String(sort.propertyName)}`)
  return sort?.propertyName === 'lastmodifieddate' && sort.direction !== 'DESCENDING'
    ? page(table, matches, isIndexed, from, limit)
    : sorted(table, matches, isIndexed, sort, read, from, limit)
}

/** The table is kept in this order. */
function page (table: Table, matches: Test, isIndexed: Test, from: number, limit: number): Found {
  const rows: Row[] = []
  let total = 0
  for (const row of table.byChange()) {
    if (!matches(row) || !isIndexed(row)) continue
    if (total >= from && rows.length < limit) rows.push(row)
    total++
  }
  return found(rows, total, from)
}

function sorted (table: Table, matches: Test, isIndexed: Test, sort: NonNullable<SearchBody['sorts']>[number] | undefined, read: Reader, from: number, limit: number): Found {
  const all = [...table.byChange()].filter((row) => matches(row) && isIndexed(row))
  const name = sort?.propertyName ?? 'createdate'
  const sign = sort?.direction === 'DESCENDING' ? -1 : 1
  all.sort((a, b) => sign * compare(read(a, name) ?? '', lowerCased(read(b, name) ?? '')) || a.id - b.id)
  return found(all.slice(from, from + limit), all.length, from)
}

function found (rows: Row[], total: number, from: number): Found {
  const next = from + rows.length
  return { total, rows, ...(next < total && rows.length > 0 && { after: String(next) }) }
}

function toTest ({ propertyName, operator, value, values, highValue }: FilterBody, read: Reader, knows: (name: string) => boolean): Test {
  const name = String(propertyName)
  if (!knows(name)) throw invalid(`There was a problem with the request: property ${name} does not exist`)
  const [wanted, highest] = [toOperand(value), toOperand(highValue)]
  const compared = (row: Row, to: Operand): number => {
    const held = read(row, name)
    return held === undefined ? NaN : compare(held, typeof held === 'number' ? to.number : to.text)
  }
  switch (operator) {
    case 'EQ': return (row) => compared(row, wanted) === 0
    case 'NEQ': return (row) => compared(row, wanted) !== 0
    case 'GT': return (row) => compared(row, wanted) > 0
    case 'GTE': return (row) => compared(row, wanted) >= 0
    case 'LT': return (row) => compared(row, wanted) < 0
    case 'LTE': return (row) => compared(row, wanted) <= 0
    case 'BETWEEN': return (row) => compared(row, wanted) >= 0 && compared(row, highest) <= 0
    case 'IN': case 'NOT_IN': {
      if (!Array.isArray(values) || values.length === 0) throw invalid(`${operator} needs values`)
      const set = new Set(values.map((item) => String(item)))
      const isIn: Test = (row) => {
        const held = read(row, name)
        return held !== undefined && set.has(String(held).toLowerCase())
      }
      return operator === 'IN' ? isIn : (row) => !isIn(row)
    }
    case 'HAS_PROPERTY': return (row) => read(row, name) !== undefined
    case 'NOT_HAS_PROPERTY': return (row) => read(row, name) === undefined
    case 'CONTAINS_TOKEN': return (row) => tokensOf(read(row, name)).includes(wanted.text)
    case 'NOT_CONTAINS_TOKEN': return (row) => !tokensOf(read(row, name)).includes(wanted.text)
    default: throw invalid(`Invalid input JSON: unknown operator ${String(operator)}`)
  }
}

/** What a property is compared with: a text in lower case, or a number. */
interface Operand { text: string, number: number }

/** Times are compared in milliseconds, whichever way they are written. */
function toOperand (value: unknown): Operand {
  const text = String(value ?? '')
  return { text: text.toLowerCase(), number: /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Date.parse(text) }
}

function compare (held: string | number, wanted: string | number): number {
  if (typeof held === 'number') return held - Number(wanted)
  const text = held.toLowerCase()
  return text < wanted ? -1 : text > wanted ? 1 : 0
}

function tokensOf (text: string | number = ''): string[] { return String(text).toLowerCase().split(/[^\p{L}\p{N}]+/u) }

function lowerCased (value: string | number): string | number { return typeof value === 'string' ? value.toLowerCase() : value }
