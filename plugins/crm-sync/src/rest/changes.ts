import type { CrmChanges, CrmContact, Log } from '@kefuhub/contract'
import { Pager, RequestTemplater, type PageMark, type Rest } from '@kefuhub/contract/rest'
import type { Options } from './options.js'
import type { RecordReader } from './record.js'
import { writeTime } from './time.js'

type ChangesOptions = NonNullable<Options['changes']>

/** How far the changes have been read. */
interface Position {
  /** Changes from here on are asked for, in milliseconds since 1970. */
  sinceMs: number
  /** The page to read next; absent: the first. */
  mark?: PageMark
  /** The latest change that was read. */
  latestMs?: number
  /** When reading came near the present, by the system's clock. */
  nearMs?: number
}

/** Reads what changed, as the config says. */
export class ChangeReader {
  readonly #rest: Rest
  readonly #reader: RecordReader
  readonly #log: Log
  readonly #options: ChangesOptions
  readonly #templater: RequestTemplater
  readonly #pager: Pager

  /** @throws KH_ERR_REST_TEMPLATE, KH_ERR_REST_EXPRESSION */
  constructor (rest: Rest, reader: RecordReader, log: Log, options: ChangesOptions, place: string) {
    this.#rest = rest
    this.#reader = reader
    this.#log = log
    this.#options = options
    this.#templater = new RequestTemplater(options, ['since'], place)
    this.#pager = new Pager(options.paging, `${place}/paging`)
  }

  async since (cursor: string | undefined): Promise<CrmChanges> {
    const position = fromCursor(cursor ?? '') ?? { sinceMs: 0 }
    const request = await this.#templater.fill({ since: this.#write(position.sinceMs) })
    const { items, next, response } = await this.#pager.read(this.#rest, request, position.mark)
    const contacts = await this.#readAll(items)
    const lastMs = contacts.at(-1)?.changedAt.getTime()
    const latestMs = Math.max(lastMs ?? 0, position.latestMs ?? 0)
    const atMs = Date.parse(response.headers.get('date') ?? '')
    // Records are in the order of time only where the config says so; else the first page is as near as any.
    const isNear = next === undefined || !this.#options.isSorted || latestMs >= atMs - this.#options.overlapMs
    const nearMs = position.nearMs ?? (isNear && !Number.isNaN(atMs) ? atMs : undefined)
    const reached = { latestMs, ...(nearMs !== undefined && { nearMs }) }
    if (next === undefined) return toPage(contacts, { sinceMs: Math.max((nearMs ?? latestMs) - this.#options.overlapMs, 0) }, false)
    // What changes meanwhile moves to the end, so that the next page of the same list would pass over something.
    const canStep = this.#options.isSorted && lastMs !== undefined && lastMs > position.sinceMs && this.#write(lastMs) !== this.#write(position.sinceMs)
    return toPage(contacts, canStep ? { ...reached, sinceMs: lastMs } : { ...reached, sinceMs: position.sinceMs, mark: next }, true)
  }

  #write (ms: number): string { return writeTime(ms, this.#options.since) }

  /** One record that does not fit must not hold up all others. */
  async #readAll (items: readonly unknown[]): Promise<CrmContact[]> {
    const contacts: CrmContact[] = []
    for (const item of items) {
      try {
        contacts.push(await this.#reader.read(item))
      } catch (error) {
        this.#log.warn({ reason: (error as Error).message }, 'A record was left out: it does not fit the config')
      }
    }
    return contacts.sort((a, b) => a.changedAt.getTime() - b.changedAt.getTime())
  }
}

function toPage (contacts: CrmContact[], position: Position, more: boolean): CrmChanges {
  return { contacts, cursor: JSON.stringify(position), more }
}

function fromCursor (cursor: string): Position | undefined {
  try {
    const position = JSON.parse(cursor) as Position | null
    return typeof position?.sinceMs === 'number' ? position : undefined
  } catch {
    return undefined
  }
}
