import type { Clock, ExportedTicket, FieldValue, TicketExport as Export } from '@kefuhub/contract'
import { toTicketComment, toTicketView } from '../../desk/ticket-change.js'
import type { Desk } from '../../desk/desk.js'
import { Busy } from '../../outbox/busy.js'
import type { Outbox } from '../../outbox/outbox.js'
import { claimDoc, RELEASE } from '../../store/claim.js'
import type { Store } from '../../store/store.js'
import type { TicketCommentDoc } from '../../store/ticket-comment-model.js'
import type { TicketExportDoc } from '../../store/ticket-export-model.js'
import type { TicketDoc } from '../../store/ticket-model.js'
import { exportEntryIds } from './export-work.js'
import { isWanted, type TicketTarget } from './ticket-target.js'

/** One call of a target, in milliseconds; files may be long. */
const CALL_MS = 60_000
/** A process that died in the middle of an export holds the ticket so long, in milliseconds. */
const CLAIM_MS = 2 * CALL_MS

/**
 * Brings tickets into another system. What is written is always the ticket as it stands, and one process at a time writes
 * one ticket into one system: events may come twice, late or in any order. A try after a failed one takes over all work that
 * was left for the same ticket and system, so that what was given up is no second way to do it.
 */
export class TicketExporter {
  readonly #store: Store
  readonly #desk: Desk
  readonly #outbox: Outbox
  readonly #clock: Clock

  constructor (options: { store: Store, desk: Desk, outbox: Outbox, clock: Clock }) {
    this.#store = options.store
    this.#desk = options.desk
    this.#outbox = options.outbox
    this.#clock = options.clock
  }

  /**
   * Writes a ticket there, unless a later revision is there already.
   * @throws what the target throws, `Busy` while another process is at it
   */
  async export (target: TicketTarget, ticketId: string, revision: number): Promise<void> {
    const id = `${target.id}:${ticketId}`
    const known = await this.state(target.id, ticketId)
    if (known !== undefined && known.revision >= revision) return
    if (known === undefined && !isWanted(target, await this.#desk.tickets.get(ticketId))) return
    const state = await claimDoc(this.#store.ticketExports, id, { target: target.id, ticket: ticketId, revision: 0 }, this.#clock.now(), CLAIM_MS)
    if (state === undefined) throw new Busy('The ticket is just being written there')
    const { claim } = state
    let conversation: string | undefined
    try {
      // Read under the claim: what is taken over is in what is written.
      const ticket = await this.#desk.tickets.get(ticketId)
      conversation = ticket.conversation
      if (state.error !== undefined) await this.#outbox.drop(exportEntryIds(target.id, ticket))
      await this.#write(target, ticket, state)
    } catch (error) {
      const { code, message } = error as { code?: string, message: string }
      const failed = { code: code ?? 'KH_ERR_OUTBOX_FAILED', message: message.slice(0, 2000), at: new Date(this.#clock.now()) }
      await this.#store.ticketExports.updateOne({ _id: id, claim }, { $set: { error: failed }, $unset: RELEASE })
      throw error
    } finally {
      this.#desk.bulletin.ticket(ticketId, conversation)
    }
  }

  /**
   * Notes that another try is asked for, until there was one.
   * @param failedAt of the failure that is to be tried again: one that came since is another one
   */
  async noteRetry (target: string, { _id, conversation }: TicketDoc, failedAt: Date): Promise<void> {
    await this.#store.ticketExports.updateOne({ _id: `${target}:${_id}`, 'error.at': failedAt }, { $set: { 'error.isRetried': true } })
    this.#desk.bulletin.ticket(_id, conversation)
  }

  /** How far a ticket is in one system. */
  async state (target: string, ticket: string): Promise<TicketExportDoc | undefined> {
    return await this.#store.ticketExports.findById(`${target}:${ticket}`).lean<TicketExportDoc>() ?? undefined
  }

  /** How far a ticket is in each system. */
  async states (ticket: string): Promise<TicketExportDoc[]> {
    return await this.#store.ticketExports.find({ ticket }).lean<TicketExportDoc[]>()
  }

  /** The latest tickets that could not be written there. */
  async failures (target: string): Promise<TicketExportDoc[]> {
    return await this.#store.ticketExports.find({ target, 'error.at': { $gt: new Date(0) } }).sort({ 'error.at': -1 }).limit(50).lean<TicketExportDoc[]>()
  }

  async #write (target: TicketTarget, ticket: TicketDoc, state: TicketExportDoc & { claim: string }): Promise<void> {
    const later = await this.#desk.ticketComments.after(ticket._id, state.commentsTo)
    const comments = later.filter(({ by }) => by.id !== target.id)
    const wish = await this.#compose(target, ticket, comments, state.externalId)
    const exported = await target.neighbour.call(async (instance) => await (instance.exportTicket as NonNullable<typeof instance.exportTicket>)(wish), { timeoutMs: CALL_MS })
    const last = later.at(-1)
    // First: a ticket that is said to be there, and does not know under which id, would never hear of itself.
    await this.#noteCopy(target, ticket, exported)
    await this.#store.ticketExports.updateOne({ _id: state._id, claim: state.claim }, {
      $set: {
        revision: ticket.revision,
        externalId: exported.externalId,
        exportedAt: new Date(this.#clock.now()),
        remote: { status: exported.status, changedAt: exported.changedAt },
        ...(last !== undefined && { commentsTo: { at: last.at, id: last._id } })
      },
      $unset: { ...RELEASE, error: 1 }
    })
  }

  async #noteCopy ({ id }: TicketTarget, ticket: TicketDoc, { externalId, externalNumber, url, status, changedAt }: ExportedTicket): Promise<void> {
    const copy = { target: id, externalId, status, changedAt, ...(externalNumber !== undefined && { externalNumber }), ...(url !== undefined && { url }) }
    const known = ticket.copies.find(({ target }) => target === id)
    // Its status there follows ours a moment later; only a new copy is worth a line in the history.
    if (known === undefined) await this.#desk.tickets.noteCopy(ticket._id, copy, {}, { kind: 'system', id })
  }

  async #compose (target: TicketTarget, ticket: TicketDoc, comments: TicketCommentDoc[], externalId: string | undefined): Promise<Export> {
    const contact = ticket.contact === undefined ? undefined : await this.#desk.contacts.view(ticket.contact)
    const [phone] = contact?.phones ?? []
    const [email] = contact?.emails ?? []
    const view = toTicketView(ticket)
    const fields: Record<string, FieldValue> = {}
    for (const [name, mapping] of target.fields) fields[name] = await mapping.evaluate({ ticket: view, contact }) as FieldValue ?? null
    return {
      key: ticket._id,
      ticket: view,
      contact: {
        name: contact?.name ?? '客户',
        ...(contact !== undefined && { id: contact.id }),
        ...(phone !== undefined && { phone }),
        ...(email !== undefined && { email })
      },
      fields,
      comments: comments.map(toTicketComment),
      files: [...ticket.files, ...comments.flatMap(({ files }) => files)],
      ...(externalId !== undefined && { externalId })
    }
  }
}
