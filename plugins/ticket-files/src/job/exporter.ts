import type { TicketFilesJob, TicketRow, WrittenFile } from '@kefuhub/contract'
import { chooseColumns } from '../columns/choose-columns.js'
import type { Column, Manner } from '../columns/column.js'
import { ZonedTime } from '../columns/zoned-time.js'
import { csvFormat } from '../formats/csv.js'
import type { Format } from '../formats/format.js'
import { ndjsonFormat } from '../formats/ndjson.js'
import { xlsxFormat } from '../formats/xlsx.js'
import type { Options } from '../options.js'
import type { Target } from '../targets/target.js'
import { abortable } from './abortable.js'
import { FileNames } from './file-names.js'
import { FileSet } from './file-set.js'
import { manifestText } from './manifest.js'

/** Writes the files of jobs. */
export class Exporter {
  readonly #options: Options
  readonly #name: string
  readonly #target: Target
  readonly #manner: Omit<Manner, 'types'>

  /** @param id stands in the names where the options give none. @throws TICKET_FILES_ERR_TIME_ZONE */
  constructor (options: Options, id: string, target: Target) {
    this.#options = options
    this.#name = options.name ?? id
    this.#target = target
    this.#manner = { language: options.language, time: new ZonedTime(options.timeZone) }
  }

  /** @throws what the rows throw, what the target says, and the signal's reason */
  async run (job: TicketFilesJob, rows: AsyncIterable<TicketRow>, signal: AbortSignal): Promise<WrittenFile[]> {
    const columns = chooseColumns(this.#options, job)
    const names = new FileNames(this.#name, job)
    const set = new FileSet(this.#formats(columns, job), names, this.#target, this.#options)
    try {
      for await (const row of abortable(rows, signal)) await set.write(row)
      await set.end()
      await set.add(names.manifest, manifestText(job, this.#name, columns, set.drafts))
      await this.#target.publish(set.drafts, signal)
      return set.drafts.map(({ name, rows, bytes, sha256 }) => ({ name, rows, bytes, sha256 }))
    } finally {
      await set.dispose()
    }
  }

  #formats (columns: readonly Column[], job: TicketFilesJob): Format[] {
    const manner = { ...this.#manner, types: new Map(job.titles.types.map(({ id, title }) => [id, title])) }
    const makers = {
      csv: () => csvFormat(columns, manner, this.#options.csv),
      ndjson: () => ndjsonFormat(columns, manner.time),
      xlsx: () => xlsxFormat(columns, manner, job.to)
    }
    return this.#options.format.map((name) => makers[name]())
  }
}
