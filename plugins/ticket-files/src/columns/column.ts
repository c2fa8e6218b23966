import type { FieldValue, LocalizedText, TicketRow } from '@kefuhub/contract'
import { TRUTH_WORDS } from './words.js'
import type { ZonedTime } from './zoned-time.js'

/** What a column holds of a row, for programs. */
export type Value = FieldValue | Date | undefined | readonly Value[] | { readonly [name: string]: Value }

/** A cell of a sheet. Empty where there is nothing. */
export type Cell = string | number | undefined

/** How people are told things: in which language, by which clock. */
export interface Manner {
  language: keyof LocalizedText
  time: ZonedTime
  /** What people call the types of tickets, by id. */
  types: ReadonlyMap<string, LocalizedText>
}

/** A column of the exported tickets. */
export interface Column {
  /** The name by which options and NDJSON know it. */
  name: string
  heading: LocalizedText
  value (row: TicketRow): Value
  /** For people, where it is more than the value itself. */
  words? (row: TicketRow, manner: Manner): string | undefined
}

/** A row of a sheet. */
export function toCells (columns: readonly Column[], row: TicketRow, manner: Manner): Cell[] {
  return columns.map((column) => column.words === undefined ? toCell(column.value(row), manner) : column.words(row, manner))
}

function toCell (value: Value, { language, time }: Manner): Cell {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'boolean') return TRUTH_WORDS[`${value}`][language]
  if (value instanceof Date) return time.text(value)
  return typeof value === 'object' ? JSON.stringify(value) : value
}
