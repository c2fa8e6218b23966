import type { Options } from '../options.js'
import type { Column } from './column.js'
import { COMMENTS_COLUMN, FIXED_COLUMNS } from './fixed-columns.js'

/** Begins the names of columns that hold a field of the ticket types. */
export const FIELD_PREFIX = 'fields.'

function fieldColumn (field: string): Column {
  return {
    name: FIELD_PREFIX + field,
    heading: { zh: field, en: field },
    value: ({ ticket: { fields } }) => Object.hasOwn(fields, field) ? fields[field] : undefined
  }
}

/**
 * The columns that the options ask for. A field that no type has any more keeps its column, so that readers find all others
 * where they were.
 */
export function chooseColumns ({ columns, comments }: Pick<Options, 'columns' | 'comments'>, fieldNames: readonly string[]): Column[] {
  const wanted = columns ?? [...FIXED_COLUMNS.map(({ name }) => name), 'fields']
  const chosen = wanted.flatMap((name) => {
    if (name === 'fields') return fieldNames.filter((field) => !wanted.includes(FIELD_PREFIX + field)).map(fieldColumn)
    return FIXED_COLUMNS.find((column) => column.name === name) ?? fieldColumn(name.slice(FIELD_PREFIX.length))
  })
  return comments ? [...chosen, COMMENTS_COLUMN] : chosen
}
