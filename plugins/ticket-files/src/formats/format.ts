import type { Readable, Writable } from 'node:stream'
import type { TicketRow } from '@kefuhub/contract'

/** A file of one format that is being written. */
export interface RowStream {
  /** Takes what `shape` makes, in object mode. Destroyed with an error, it lets go of everything. */
  readonly rows: Writable
  /** What gives the bytes: the first stream is to be read, the others are to be piped through in order. */
  readonly stages: readonly [Readable, ...NodeJS.ReadWriteStream[]]
  shape (row: TicketRow): unknown
}

/** A kind of file. */
export interface Format {
  readonly name: 'csv' | 'ndjson' | 'xlsx'
  /** Whether compressing the file makes it smaller. */
  readonly isCompressible: boolean
  /** Begins a file, with its headings if the format has any. */
  open (): RowStream
}
