import type { Clock, TicketActor } from '@kefuhub/contract'
import { unlessRaced } from '../store/bulk.js'
import { newId } from '../store/id.js'
import type { Store } from '../store/store.js'
import type { TicketCommentDoc } from '../store/ticket-comment-model.js'
import type { TicketFileDoc } from '../store/ticket-model.js'
import { MAX_SHOWN } from './ticket-change.js'
import type { Tickets } from './tickets.js'

/** Something to be written on a ticket. */
export interface NewTicketComment {
  by: TicketActor
  text: string
  isPublic: boolean
  files?: TicketFileDoc[]
  /** The same id again writes nothing. */
  id?: string
}

const MAX_LATEST = 500

/** What people and other systems wrote on tickets. */
export class TicketComments {
  readonly #store: Store
  readonly #clock: Clock
  readonly #tickets: Tickets

  constructor (options: { store: Store, clock: Clock, tickets: Tickets }) {
    this.#store = options.store
    this.#clock = options.clock
    this.#tickets = options.tickets
  }

  /** @throws KH_ERR_TICKET_NOT_FOUND */
  async add (ticketId: string, { id, by, text, isPublic, files = [] }: NewTicketComment): Promise<TicketCommentDoc> {
    const { _id: ticket } = await this.#tickets.get(ticketId)
    const rest: Omit<TicketCommentDoc, '_id'> = { ticket, at: new Date(this.#clock.now()), by, text, isPublic, files, tell: true }
    const kept = await unlessRaced(() => this.#store.ticketComments.findOneAndUpdate(
      { _id: id ?? newId() }, { $setOnInsert: rest }, { upsert: true, returnDocument: 'after', lean: true }).orFail())
    if (kept.tell === true) await this.note(kept)
    return kept
  }

  /** The step of a comment in its ticket; may run again. */
  async note ({ _id, ticket, text, by }: TicketCommentDoc): Promise<void> {
    await this.#tickets.note(ticket, { id: `comment:${_id}`, changes: [{ part: 'comments', to: text.slice(0, MAX_SHOWN) }], by })
    await this.#store.ticketComments.updateOne({ _id }, { $unset: { tell: 1 } })
  }

  /** The latest 500, oldest first. */
  async latest (ticket: string): Promise<TicketCommentDoc[]> {
    const found = await this.#store.ticketComments.find({ ticket }).sort({ at: -1, _id: -1 }).limit(MAX_LATEST).lean<TicketCommentDoc[]>()
    return found.reverse()
  }

  /** The latest 500 of each of several tickets, oldest first. */
  async latestOf (tickets: readonly string[]): Promise<Map<string, TicketCommentDoc[]>> {
    const latest = new Map<string, TicketCommentDoc[]>()
    const found = this.#store.ticketComments.find({ ticket: { $in: [...tickets] } }).sort({ ticket: 1, at: 1, _id: 1 }).lean<TicketCommentDoc>().cursor()
    for await (const comment of found as AsyncIterable<TicketCommentDoc>) {
      const own = latest.get(comment.ticket) ?? []
      own.push(comment)
      if (own.length > MAX_LATEST) own.shift()
      latest.set(comment.ticket, own)
    }
    return latest
  }

  /** All that came after a place, oldest first. */
  async after (ticket: string, place?: { at: Date, id: string }): Promise<TicketCommentDoc[]> {
    const later = place === undefined ? {} : { at: { $gte: place.at }, $or: [{ at: { $gt: place.at } }, { _id: { $gt: place.id } }] }
    return await this.#store.ticketComments.find({ ticket, ...later }).sort({ at: 1, _id: 1 }).lean<TicketCommentDoc[]>()
  }
}
