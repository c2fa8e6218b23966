import { Rejected, Retryable, isDeliveryError, type ErpHub, type ExportedTicket, type TicketComment, type TicketExport, type TicketFile, type TicketState } from '@kefuhub/contract'
import { Doubts } from './doubts.js'
import { isMarked, markOfComment, markOfFile, markOfTicket, type Mark } from './marks.js'
import { isSettled } from './states.js'

/** A ticket as the other system shows it. */
export interface TicketRecord {
  id: string
  /** Shown to people. */
  number?: string
  url?: string
  /** The system's own word. */
  status: string
  state: TicketState
  changedAt: Date
}

/** A file with its bytes. */
export interface LoadedFile {
  name: string
  mimeType: string
  mark: Mark
  /** Absent: it cannot be sent, `reason` says why. */
  content?: Buffer
  reason?: string
}

/** A file that is there. */
export interface PresentFile {
  name: string
  /** Absent: the name alone tells it. */
  bytes?: number
}

/** What the exporter must know to do with a ticket system. */
export interface TicketSystem<R extends TicketRecord = TicketRecord> {
  /** Longest file that it takes, in bytes. */
  readonly maxFileBytes: number
  /** How long `find` may not see what was created, in milliseconds. */
  readonly searchLagMs: number
  read (id: string): Promise<R | undefined>
  /** The record that carries a key. @param mark of the ticket, where there is no room for a key */
  find (key: string, mark: Mark): Promise<R | undefined>
  /** Creates the record, and throws nothing any more once it is there. One that was there already (`isNew: false`) may have comments and files. */
  create (ticket: TicketExport, mark: Mark): Promise<{ record: R, isNew: boolean }>
  /** All texts on the record that may carry marks. */
  texts (record: R): Promise<string[]>
  /** The files on the record, where they are not told by marks in texts. */
  files? (record: R): Promise<PresentFile[]>
  comment (record: R, comment: TicketComment, mark: Mark): Promise<void>
  attach (record: R, file: LoadedFile): Promise<void>
  /** Brings subject, priority, status and fields up to date. Gives the record as it stands then. */
  update (record: R, ticket: TicketExport): Promise<R>
  /** The record that goes on in place of one that takes nothing any more; undefined: it goes on itself. */
  successor? (record: R, ticket: TicketExport, mark: Mark): Promise<R | undefined>
  /** The system's word for a state. */
  wordOf? (state: TicketState): string | undefined
}

/** Brings tickets into another system so that a repeat makes nothing twice: it looks first, then writes what is missing. */
export class Exporter<R extends TicketRecord> {
  readonly #hub: Pick<ErpHub, 'media' | 'clock' | 'log'>
  readonly #system: TicketSystem<R>
  readonly #doubts: Doubts

  constructor (hub: Pick<ErpHub, 'media' | 'clock' | 'log' | 'cursors'>, system: TicketSystem<R>) {
    this.#hub = hub
    this.#system = system
    this.#doubts = new Doubts(hub)
  }

  async export (ticket: TicketExport): Promise<ExportedTicket> {
    const mark = markOfTicket(ticket.key)
    const found = await this.#find(ticket, mark)
    const { record, isNew } = found === undefined ? await this.#create(ticket, mark) : { record: found, isNew: false }
    try {
      return this.#view(await this.#bringUp(record, isNew, ticket, mark), ticket)
    } catch (error) {
      // The hub does not hear the id of what was created, and a search may not find it yet.
      if (isNew && this.#system.searchLagMs > 0) await this.#doubts.note(ticket.key, record.id)
      throw error
    }
  }

  async #find ({ key, externalId }: TicketExport, mark: Mark): Promise<R | undefined> {
    if (externalId !== undefined) {
      const record = await this.#system.read(externalId) ?? await this.#system.find(key, mark)
      if (record === undefined) throw new Rejected(`Ticket ${externalId} is not there any more in the other system; somebody deleted it, or the account may not see it`)
      return record
    }
    const doubt = this.#system.searchLagMs > 0 ? await this.#doubts.about(key) : undefined
    const known = doubt?.externalId === undefined ? undefined : await this.#system.read(doubt.externalId)
    const record = known ?? await this.#system.find(key, mark)
    const earlyMs = doubt === undefined ? 0 : doubt.at.getTime() + this.#system.searchLagMs - this.#hub.clock.now()
    if (record !== undefined || earlyMs <= 0) return record
    throw new Retryable('It is not clear yet whether the other system made this ticket at the last attempt; its search shows it a little later', { afterMs: earlyMs })
  }

  async #create (ticket: TicketExport, mark: Mark): Promise<{ record: R, isNew: boolean }> {
    try {
      return await this.#system.create(ticket, mark)
    } catch (error) {
      if (!isDeliveryError(error) || error.verdict !== 'uncertain') throw error
      const record = await this.#system.find(ticket.key, mark).catch(() => undefined)
      if (record !== undefined) return { record, isNew: false }
      if (this.#system.searchLagMs > 0) await this.#doubts.note(ticket.key)
      throw error
    }
  }

  /** Writes what is not there yet: comments and files first, since some systems take none once a ticket is closed. */
  async #bringUp (record: R, isNew: boolean, ticket: TicketExport, mark: Mark): Promise<R> {
    const texts = isNew || ticket.comments.length + ticket.files.length === 0 ? [] : await this.#system.texts(record)
    const present = isNew || ticket.files.length === 0 ? [] : await this.#system.files?.(record) ?? []
    let open = missingOf(ticket, texts, present)
    let current = record
    if (open.comments.length + open.files.length > 0 || !isSettled(ticket.ticket.state)) {
      const successor = isNew ? undefined : await this.#system.successor?.(record, ticket, mark)
      if (successor !== undefined) {
        current = successor
        open = missingOf(ticket, [...texts, ...await this.#system.texts(successor)], present)
      }
    }
    for (const comment of open.comments) await this.#system.comment(current, comment, markOfComment(comment))
    // One at a time: files are long, and what is there already stays there.
    for (const file of open.files) await this.#system.attach(current, await this.#load(file))
    const hasMoved = open.comments.length + open.files.length > 0
    return this.#system.update(hasMoved ? await this.#system.read(current.id) ?? current : current, ticket)
  }

  async #load (file: TicketFile): Promise<LoadedFile> {
    const { mediaId, name, mimeType, bytes } = file
    const about = { name, mimeType, mark: markOfFile(file) }
    if (bytes > this.#system.maxFileBytes) return { ...about, reason: `it is longer than ${this.#system.maxFileBytes} bytes` }
    try {
      return { ...about, content: (await this.#hub.media.get(mediaId)).bytes }
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'KH_ERR_MEDIA_NOT_FOUND') throw error
      return { ...about, reason: 'it is not kept any more' }
    }
  }

  #view (record: R, { ticket }: TicketExport): ExportedTicket {
    // Where one word of theirs stands for several states of ours, the ticket's own is the right one; so it is where both are over.
    const isOurs = this.#system.wordOf?.(ticket.state)?.toLowerCase() === record.status.toLowerCase() || (isSettled(ticket.state) && isSettled(record.state))
    return { ...toExported(record), ...(isOurs && { state: ticket.state }) }
  }
}

/** A record as the hub knows it. */
export function toExported ({ id, number, url, status, state, changedAt }: TicketRecord): ExportedTicket {
  return {
    externalId: id,
    ...(number !== undefined && { externalNumber: number }),
    ...(url !== undefined && { url }),
    status,
    state,
    changedAt
  }
}

function missingOf ({ comments, files }: TicketExport, texts: readonly string[], present: readonly PresentFile[]): { comments: TicketComment[], files: TicketFile[] } {
  const isPresent = ({ name, bytes }: TicketFile): boolean => present.some((file) => file.name === name && (file.bytes ?? bytes) === bytes)
  const seen = new Set<Mark>()
  return {
    comments: comments.filter((comment) => isNews(markOfComment(comment), texts, seen)),
    files: files.filter((file) => !isPresent(file) && isNews(markOfFile(file), texts, seen))
  }
}

function isNews (mark: Mark, texts: readonly string[], seen: Set<Mark>): boolean {
  if (seen.has(mark) || isMarked(texts, mark)) return false
  seen.add(mark)
  return true
}
