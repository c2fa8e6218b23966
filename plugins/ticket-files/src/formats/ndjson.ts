import { PassThrough } from 'node:stream'
import type { TicketRow } from '@kefuhub/contract'
import { FIELD_PREFIX } from '../columns/choose-columns.js'
import type { Column, Value } from '../columns/column.js'
import type { ZonedTime } from '../columns/zoned-time.js'
import type { Format } from './format.js'

type Json = string | number | boolean | null | Json[] | { [name: string]: Json }

/** Objects without a prototype: a field may have any name. */
const empty = (): { [name: string]: Json } => Object.create(null) as { [name: string]: Json }

function toJson (value: Value, time: ZonedTime): Json {
  if (value === undefined || value === null) return null
  if (value instanceof Date) return time.text(value)
  if (Array.isArray(value)) return value.map((item: Value) => toJson(item, time))
  if (typeof value !== 'object') return value
  const object = empty()
  for (const [name, inner] of Object.entries(value)) object[name] = toJson(inner, time)
  return object
}

/** One line of a file: every line has every key; fields of the ticket types stand in `fields`. */
export function toLine (columns: readonly Column[], row: TicketRow, time: ZonedTime): string {
  const line = empty()
  const fields = empty()
  for (const column of columns) {
    const value = toJson(column.value(row), time)
    if (!column.name.startsWith(FIELD_PREFIX)) {
      line[column.name] = value
    } else {
      fields[column.name.slice(FIELD_PREFIX.length)] = value
      line['fields'] = fields
    }
  }
  // JSON allows both separators as they are; readers that split lines by Unicode's rules would cut there.
  return JSON.stringify(line).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029') + '\n'
}

/** One JSON object per line. */
export function ndjsonFormat (columns: readonly Column[], time: ZonedTime): Format {
  return {
    name: 'ndjson',
    isCompressible: true,
    open () {
      const rows = new PassThrough({ highWaterMark: 65_536 })
      return { rows, stages: [rows], shape: (row) => toLine(columns, row, time) }
    }
  }
}
