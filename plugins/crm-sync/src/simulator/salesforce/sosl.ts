import { SalesforceError } from './error.js'
import { selectRows } from './select.js'
import { parseReturning, type Soql } from './soql.js'
import type { SalesforceRow, SalesforceTable } from './table.js'

/** A search, read: at least one of the groups must match, and of it all words. */
export interface Sosl {
  groups: string[][]
  group: string
  soql: Soql
}

const SEARCH = /^\s*FIND\s*\{((?:[^{}\\]|\\[\s\S])*)\}\s*IN\s+(ALL|EMAIL|NAME|PHONE|SIDEBAR)\s+FIELDS\s+RETURNING\s+(\w+)\s*\(([\s\S]*)\)\s*$/i
const TERM = /\s*(?:"((?:[^"\\]|\\[\s\S])*)"|((?:[^\s"\\?&|!{}[\]()^~*:'+-]|\\[\s\S])+))/y

/** Reads a search. Reserved characters must be escaped. @throws MALFORMED_SEARCH */
export function parseSosl (text: string): Sosl {
  const [, find, group, object, returning] = SEARCH.exec(text) ?? []
  if (find === undefined || group === undefined || object === undefined || returning === undefined) throw malformed('unexpected token')
  return { groups: readGroups(find), group: group.toUpperCase(), soql: parseReturning(object, returning) }
}

/** Finds contacts by their phone numbers, however those are written. @param before only records changed before this are in the index, milliseconds since 1970 */
export function searchPhones (table: SalesforceTable, { groups, group, soql }: Sosl, before: number): SalesforceRow[] {
  if (group !== 'PHONE') throw malformed(`the simulator has no index of ${group} FIELDS`)
  const phones = [...table.fields].filter(([, { type }]) => type === 'phone').map(([name]) => name)
  const terms = groups.map((words) => words.map((word) => word.replace(/\D/g, '')).join('')).filter((digits) => digits.length > 1)
  const limit = soql.limit ?? 200
  const { limit: _, ...unlimited } = soql
  return selectRows(table, unlimited, false).filter((row) => {
    if (Number(row['SystemModstamp']) >= before) return false
    const numbers = phones.map((name) => String(row[name] ?? '').replace(/\D/g, ''))
    return terms.some((term) => numbers.some((number) => number === term || (term.length > 6 && number.endsWith(term))))
  }).slice(0, limit)
}

function malformed (message: string): SalesforceError { return new SalesforceError(400, 'MALFORMED_SEARCH', message) }

function readGroups (find: string): string[][] {
  const groups: string[][] = [[]]
  TERM.lastIndex = 0
  while (TERM.lastIndex < find.trimEnd().length) {
    const at = TERM.lastIndex
    const match = TERM.exec(find)
    if (match === null) throw malformed(`No viable alternative at character '${find.slice(at).trim().slice(0, 1)}'`)
    const [, phrase, word] = match
    if (phrase === undefined && word?.toUpperCase() === 'OR') groups.push([])
    else if (phrase !== undefined || word?.toUpperCase() !== 'AND') groups.at(-1)?.push((phrase ?? word ?? '').replace(/\\([\s\S])/g, '$1'))
  }
  if (groups.some((words) => words.length === 0)) throw malformed('search term expected')
  return groups
}
