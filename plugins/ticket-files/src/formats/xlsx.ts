import { PassThrough, Writable } from 'node:stream'
import ExcelJS from 'exceljs'
import { toCells, type Cell, type Column, type Manner } from '../columns/column.js'
import { SHEET_WORDS } from '../columns/words.js'
import type { Format } from './format.js'

const MAX_CELL_LENGTH = 32_767
// Excel keeps 15 digits; from 12 on it shows a number as 1.23E+11.
const MAX_NUMBER = 1e11
const ENTRY_DATE = new Date(Date.UTC(1980, 0, 1))
const COLUMN_WIDTH = 18
// Everything that XML 1.0 cannot hold, lone halves of surrogate pairs among it.
const ILLEGAL = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu
// In a workbook `_x000D_` stands for a character; what looks like that is written so that it stays itself.
const ESCAPE = /_(?=x[0-9A-Fa-f]{4}_)/g

/** What of exceljs's and archiver's insides is needed to write the same bytes again, and no faster than they are taken. */
interface Archive {
  append (source: unknown, entry: { name: string, date?: Date }): unknown
  on (event: 'error', listener: (error: Error) => void): void
  unpipe (destination: Writable): void
}
interface Taker {
  /** Its streams are of a version that has no `writableNeedDrain`. */
  readonly _writableState: { readonly needDrain: boolean }
  once (event: 'drain', listener: () => void): void
}

/** A workbook whose archive does not say when it was written. */
class SteadyWorkbook extends ExcelJS.stream.xlsx.WorkbookWriter {
  declare readonly zip: Archive

  /** The constructor calls this before anything is in the archive. */
  override async addThemes (): Promise<void> {
    const append = this.zip.append.bind(this.zip)
    this.zip.append = (source, entry) => append(source, { ...entry, date: ENTRY_DATE })
    await super.addThemes()
  }
}

/** A cell as Excel takes it: long numbers are text, text is legal and not too long. */
export function toXlsxCell (cell: Cell): Cell {
  if (typeof cell === 'number' && Math.abs(cell) < MAX_NUMBER) return cell
  if (cell === undefined) return undefined
  const legal = String(cell).replaceAll('\r\n', '\n').replace(ILLEGAL, '')
  return (legal.length > MAX_CELL_LENGTH ? shorten(legal) : legal).replace(ESCAPE, '_x005F_')
}

/** Never cuts a character in two. */
function shorten (text: string): string {
  const end = MAX_CELL_LENGTH - 1
  return `${text.slice(0, /[\uD800-\uDBFF]/.test(text.charAt(end - 1)) ? end - 1 : end)}…`
}

/** Takes rows of cells and gives a workbook of one sheet. */
class SheetWriter extends Writable {
  readonly bytes = new PassThrough()
  readonly #book: SteadyWorkbook
  readonly #sheet: ExcelJS.Worksheet

  constructor (headings: readonly string[], title: string, at: Date) {
    super({ objectMode: true })
    this.#book = new SteadyWorkbook({ stream: this.bytes })
    this.#book.zip.on('error', (error) => this.destroy(error))
    Object.assign(this.#book, { created: at, modified: at, creator: 'kefuhub', lastModifiedBy: 'kefuhub' })
    this.#sheet = this.#book.addWorksheet(title, { views: [{ state: 'frozen', ySplit: 1 }] })
    this.#sheet.columns = headings.map(() => ({ width: COLUMN_WIDTH }))
    this.#sheet.addRow(headings).commit()
  }

  override _write (cells: readonly Cell[], _encoding: string, done: () => void): void {
    this.#sheet.addRow(cells).commit()
    // exceljs takes any number of rows, whether they are read or not: memory stays flat only if somebody waits.
    const taker = (this.#sheet as unknown as { stream: { pipes: Taker[] } }).stream.pipes[0]
    if (taker?._writableState.needDrain === true) taker.once('drain', done)
    else done()
  }

  override _final (done: (error?: Error) => void): void {
    this.#sheet.commit()
    this.#book.commit().then(() => done(), done)
  }

  override _destroy (error: Error | null, done: (error?: Error | null) => void): void {
    if (error !== null) {
      this.#book.zip.unpipe(this.bytes)
      this.bytes.destroy(error)
    }
    done(error)
  }
}

/** A workbook for Excel. @param at stands in the workbook as the time of its making */
export function xlsxFormat (columns: readonly Column[], manner: Manner, at: Date): Format {
  const toSheetCells = (cells: readonly Cell[]): Cell[] => cells.map(toXlsxCell)
  return {
    name: 'xlsx',
    isCompressible: false,
    open () {
      const headings = toSheetCells(columns.map(({ heading }) => heading[manner.language])) as string[]
      const rows = new SheetWriter(headings, SHEET_WORDS[manner.language], at)
      return { rows, stages: [rows.bytes], shape: (row) => toSheetCells(toCells(columns, row, manner)) }
    }
  }
}
