import type { LocalizedText, TicketFilesJob } from '@kefuhub/contract'
import type { Options } from '../options.js'
import type { Column } from './column.js'
import { COMMENTS_COLUMN, FIXED_COLUMNS } from './fixed-columns.js'

/** Begins the names of columns that hold a field of the ticket types. */
export const FIELD_PREFIX = 'fields.'

function fieldColumn (field: string, titles: ReadonlyMap<string, LocalizedText>): Column {
  return {
    name: FIELD_PREFIX + field,
    heading: titles.get(field) ?? { zh: field, en: field },
    value: ({ ticket: { fields } }) => Object.hasOwn(fields, field) ? fields[field] : undefined
  }
}

/**
 * The columns that the options ask for. A field that no type has any more keeps its column, so that readers find all others
 * where they were.
 */
export function chooseColumns ({ columns, comments }: Pick<Options, 'columns' | 'comments'>, { fieldNames, titles }: Pick<TicketFilesJob, 'fieldNames' | 'titles'>): Column[] {
  const headings = new Map(titles.fields.map(({ name, title }) => [name, title]))
  const wanted = columns ?? [...FIXED_COLUMNS.map(({ name }) => name), 'fields']
  const chosen = wanted.flatMap((name) => {
    if (name === 'fields') return fieldNames.filter((field) => !wanted.includes(FIELD_PREFIX + field)).map((field) => fieldColumn(field, headings))
    return FIXED_COLUMNS.find((column) => column.name === name) ?? fieldColumn(name.slice(FIELD_PREFIX.length), headings)
  })
  return tellApart(comments ? [...chosen, COMMENTS_COLUMN] : chosen)
}

/** Columns that people call the same have their names behind that: programs find columns by their headings. */
function tellApart (columns: Column[]): Column[] {
  const isShared = (column: Column, language: keyof LocalizedText): boolean => columns.some((other) => other !== column && other.heading[language] === column.heading[language])
  const toHeading = (column: Column, language: keyof LocalizedText): string => {
    const heading = column.heading[language]
    return column.name.startsWith(FIELD_PREFIX) && isShared(column, language) ? `${heading} (${column.name.slice(FIELD_PREFIX.length)})` : heading
  }
  return columns.map((column) => ({ ...column, heading: { zh: toHeading(column, 'zh'), en: toHeading(column, 'en') } }))
}
