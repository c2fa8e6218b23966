import { once } from 'node:events'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { TicketRow } from '@kefuhub/contract'
import type { Format, RowStream } from '../formats/format.js'
import { Blocks } from './blocks.js'
import type { Draft } from './draft.js'

/** A draft that rows are written into. */
export class RowFile {
  readonly draft: Draft
  readonly #stream: RowStream
  readonly #written: Promise<void>
  #failure: Error | undefined

  constructor (draft: Draft, format: Format, gzip: boolean) {
    this.draft = draft
    this.#stream = format.open()
    this.#stream.rows.on('error', (error) => { this.#failure ??= error })
    // The header of gzip has a place for the time; Node leaves it empty, so that the same rows make the same bytes.
    const compress = gzip ? [createGzip()] : []
    this.#written = pipeline([...this.#stream.stages, new Blocks(), ...compress, draft.sink])
    this.#written.catch((error: Error) => { this.#stream.rows.destroy(error) })
  }

  /** Resolves when there is room for more. */
  async write (row: TicketRow): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure
    this.draft.rows++
    const { rows, shape } = this.#stream
    if (!rows.write(shape(row))) await once(rows, 'drain')
  }

  /** Resolves when all is in the file. */
  async end (): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure
    this.#stream.rows.end()
    await this.#written
  }

  /** Stops writing, whatever state it is in. */
  async abandon (): Promise<void> {
    this.#stream.rows.destroy(new Error('The file was given up'))
    await this.#written.catch(() => {})
  }
}
