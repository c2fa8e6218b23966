import { stringify } from 'csv-stringify'
import iconv from 'iconv-lite'
import { toCells, type Cell, type Column, type Manner } from '../columns/column.js'
import type { Options } from '../options.js'
import type { Format } from './format.js'

// What Excel, LibreOffice and WPS take for the beginning of a formula; the full-width signs count in East Asian versions.
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/
const LONG_NUMBER = /^[+-]?\d{12,}$/
// A line end of any kind is quoted, not CRLF alone. Programs that separate by other signs, and such that trim, must not find a
// cell where there is none.
const RISKY = /[\r\n;\t]|^\s|\s$/

/** The text of a cell, made harmless where that is wanted. Numbers are not text: a negative one is no formula. */
export function toCsvText (cell: Cell, { protectFormulas, longNumbersAsText }: Pick<Options['csv'], 'protectFormulas' | 'longNumbersAsText'>): string {
  const text = String(cell ?? '').replaceAll('\0', '')
  // The tab comes first: a telephone number with + needs no second guard.
  if (longNumbersAsText && LONG_NUMBER.test(text)) return `\t${text}`
  return protectFormulas && typeof cell === 'string' && FORMULA.test(text) ? `'${text}` : text
}

/** Comma-separated values as RFC 4180 describes them. */
export function csvFormat (columns: readonly Column[], manner: Manner, options: Options['csv']): Format {
  const toRecord = (cells: readonly Cell[]): string[] => cells.map((cell) => toCsvText(cell, options))
  return {
    name: 'csv',
    isCompressible: true,
    open () {
      const isUnicode = options.encoding === 'utf-8'
      const rows = stringify({
        record_delimiter: '\r\n',
        quoted_match: [RISKY],
        // An empty line is no row to most readers.
        quoted_empty: columns.length === 1,
        bom: isUnicode && options.bom
      })
      rows.write(toRecord(columns.map(({ heading }) => heading[manner.language])))
      return {
        rows,
        stages: isUnicode ? [rows] : [rows.setEncoding('utf8'), iconv.encodeStream(options.encoding)],
        shape: (row) => toRecord(toCells(columns, row, manner))
      }
    }
  }
}
