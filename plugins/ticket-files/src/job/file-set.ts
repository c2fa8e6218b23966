import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { TicketRow } from '@kefuhub/contract'
import type { Format } from '../formats/format.js'
import type { Options } from '../options.js'
import type { Target } from '../targets/target.js'
import { Draft } from './draft.js'
import type { FileNames } from './file-names.js'
import { RowFile } from './row-file.js'

/** All files of one job: of each format as many as the rows need, at least one. */
export class FileSet {
  readonly #formats: readonly Format[]
  readonly #names: FileNames
  readonly #target: Target
  readonly #options: Pick<Options, 'gzip' | 'maxRowsPerFile'>
  readonly #drafts: Draft[] = []
  /** Those that rows go into now, one of each format. */
  #current: RowFile[] = []
  #index = 0
  #rows = 0

  constructor (formats: readonly Format[], names: FileNames, target: Target, options: Pick<Options, 'gzip' | 'maxRowsPerFile'>) {
    this.#formats = formats
    this.#names = names
    this.#target = target
    this.#options = options
  }

  /** In the order in which they are to be published. */
  get drafts (): readonly Draft[] { return this.#drafts }

  /** Resolves when there is room for more. */
  async write (row: TicketRow): Promise<void> {
    await this.#onDisk(async () => {
      if (this.#index === 0 || this.#rows === this.#options.maxRowsPerFile) await this.#turn()
      this.#rows++
      for (const file of this.#current) await file.write(row)
    })
  }

  /** Resolves when all rows are written down. */
  async end (): Promise<void> {
    await this.#onDisk(async () => {
      if (this.#index === 0) await this.#turn()
      await this.#endCurrent()
    })
  }

  /** Writes a further file with a text. */
  async add (name: string, text: string): Promise<void> {
    await this.#onDisk(async () => {
      const draft = await this.#open(name)
      await pipeline(Readable.from([Buffer.from(text)]), draft.sink)
    })
  }

  /** Lets go of everything. What was not published is gone. */
  async dispose (): Promise<void> {
    for (const file of this.#current) await file.abandon()
    for (const draft of this.#drafts) await draft.dispose()
  }

  async #turn (): Promise<void> {
    await this.#endCurrent()
    this.#index++
    this.#rows = 0
    for (const format of this.#formats) {
      const gzip = this.#options.gzip && format.isCompressible
      const draft = await this.#open(this.#names.rows(this.#index, gzip ? `${format.name}.gz` : format.name))
      this.#current.push(new RowFile(draft, format, gzip))
    }
  }

  async #endCurrent (): Promise<void> {
    for (const file of this.#current) await file.end()
    this.#current = []
  }

  async #open (name: string): Promise<Draft> {
    const draft = await Draft.open(name, this.#target)
    this.#drafts.push(draft)
    return draft
  }

  async #onDisk (work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      throw this.#target.diskError(error)
    }
  }
}
