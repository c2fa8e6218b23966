import type { Clock, EventName, EventPayloads, HubEvent, Log } from '@kefuhub/contract'
import type { Outbox, OutboxEntry } from '../outbox/outbox.js'
import type { ContactDoc } from '../store/contact-model.js'
import type { ConversationDoc } from '../store/conversation-model.js'
import type { MessageDoc } from '../store/message-model.js'
import type { Store } from '../store/store.js'
import type { Contacts } from '../desk/contacts.js'
import { toAlertView } from '../desk/alerts.js'
import { toTicketView } from '../desk/ticket-change.js'
import type { TicketComments } from '../desk/ticket-comments.js'
import { toConversationView, toMessageView } from '../desk/views.js'
import type { AlertDoc } from '../store/alert-model.js'
import type { TicketCommentDoc } from '../store/ticket-comment-model.js'
import type { TicketDoc, TicketStep } from '../store/ticket-model.js'

/** Marks are texts; saying so lets the partial indexes answer. */
const MARKED = { $gt: '' }
/** Of each kind, so many are told of at once. */
const BATCH = 100

/** The queue of one durable subscription. */
export function eventQueue (subscriber: string): string {
  return `event:${subscriber}`
}

/** Id of the outbox entry that tells a subscriber of an event. @param subject what the event is about */
export function eventEntryId (name: EventName, subject: string, subscriber: string): string {
  return `${name}:${subject}>${subscriber}`
}

/**
 * Tells subscribers what happened. A change that must be told of carries a mark (`tell`) written with it; the mark goes
 * when an outbox entry for every subscriber is durable. So no event is lost between a change and its telling.
 */
export class Tell {
  readonly #store: Store
  readonly #outbox: Outbox
  readonly #contacts: Contacts
  readonly #ticketComments: TicketComments
  readonly #clock: Clock
  readonly #log: Log
  #isWanted = false
  #isTelling = false
  readonly #subscribers = new Map<EventName, string[]>()

  constructor (options: { store: Store, outbox: Outbox, contacts: Contacts, ticketComments: TicketComments, clock: Clock, log: Log }) {
    this.#clock = options.clock
    this.#log = options.log
    this.#store = options.store
    this.#outbox = options.outbox
    this.#contacts = options.contacts
    this.#ticketComments = options.ticketComments
  }

  subscribe (event: EventName, subscriber: string): void {
    this.#subscribers.set(event, [...this.#subscribers.get(event) ?? [], subscriber])
  }

  hasSubscribers (event: EventName): boolean { return this.#subscribers.has(event) }

  /** One outbox entry for each subscriber. @param subject what it is about; with the name it identifies the event */
  entries<N extends EventName> (name: N, subject: string, at: Date, payload: EventPayloads[N], trace: string): OutboxEntry[] {
    const event: HubEvent<N> = { id: `${name}:${subject}`, name, at, payload }
    return (this.#subscribers.get(name) ?? []).map((subscriber) => ({
      id: eventEntryId(name, subject, subscriber),
      queue: eventQueue(subscriber),
      payload: event,
      trace
    }))
  }

  async message (message: MessageDoc): Promise<void> {
    if (message.tell === undefined) return
    await this.#outbox.add(this.entries(message.tell, message._id, message.delivery?.sentAt ?? message.at, { message: toMessageView(message) }, message.trace))
    await this.#store.messages.updateOne({ _id: message._id, tell: message.tell }, { $unset: { tell: 1, due: 1 } })
  }

  /** Tells what the marks say, as soon as what is being told is told. */
  soon (): void {
    this.#isWanted = true
    if (this.#isTelling) return
    this.#isTelling = true
    this.#tellWanted()
      .catch((err: unknown) => { this.#log.warn({ err }, 'what changed could not be told; the sweep tells it') })
      .finally(() => { this.#isTelling = false })
  }

  async #tellWanted (): Promise<void> {
    while (this.#isWanted) {
      this.#isWanted = false
      await this.marked()
    }
  }

  /** Tells what the marks say; for the sweep and right after a change. */
  async marked (): Promise<void> {
    const kinds = [() => this.#conversations(), () => this.#changedContacts(), () => this.#changedTickets(), () => this.#alerts()]
    await Promise.all(kinds.map(async (tellSome) => { while (await tellSome() === BATCH); }))
  }

  async #conversations (): Promise<number> {
    const found = await this.#store.conversations.find({ tell: MARKED }).limit(BATCH).lean<ConversationDoc[]>()
    await Promise.all(found.map(async (doc) => {
      await this.#outbox.add(this.entries('conversation.closed', doc._id, doc.closedAt ?? doc.lastMessageAt, { conversation: toConversationView(doc) }, doc._id))
      await this.#store.conversations.updateOne({ _id: doc._id, tell: doc.tell as string }, { $unset: { tell: 1 } })
    }))
    return found.length
  }

  async #changedContacts (): Promise<number> {
    const found = await this.#store.contacts.find({ tell: MARKED }).limit(BATCH).lean<ContactDoc[]>()
    await Promise.all(found.map(async (doc) => {
      const contact = await this.#contacts.view(doc._id)
      if (contact !== undefined) await this.#outbox.add(this.entries('contact.changed', doc.tell as string, new Date(this.#clock.now()), { contact }, doc._id))
      // A change that came meanwhile set another mark, which stays.
      await this.#store.contacts.updateOne({ _id: doc._id, tell: doc.tell as string }, { $unset: { tell: 1 } })
    }))
    return found.length
  }

  async #changedTickets (): Promise<number> {
    const comments = await this.#store.ticketComments.find({ tell: true }).limit(BATCH).lean<TicketCommentDoc[]>()
    await Promise.all(comments.map((comment) => this.#ticketComments.note(comment)))
    const found = await this.#store.tickets.find({ tell: true }).limit(BATCH).lean<TicketDoc[]>()
    await Promise.all(found.map(async (doc) => {
      await this.#outbox.add(doc.untold.flatMap((step) => this.#ticketStep(doc, step)))
      const told = doc.untold.map(({ id }) => id)
      await this.#store.tickets.updateOne({ _id: doc._id }, { $pull: { untold: { id: { $in: told } } } })
      // A step that came meanwhile stays, and so does the mark.
      await this.#store.tickets.updateOne({ _id: doc._id, 'untold.0': { $exists: false } }, { $unset: { tell: 1 } })
    }))
    return found.length
  }

  #ticketStep (doc: TicketDoc, { id, at, by, changes, revision, due }: TicketStep): OutboxEntry[] {
    const ticket = toTicketView(doc)
    if (due !== undefined) return this.entries('ticket.due', id, at, { ticket, isOver: due === 'over' }, doc._id)
    const parts = changes.map(({ part }) => part)
    const isNew = changes.length === 0
    const isAssigned = isNew ? doc.assignee !== undefined || doc.group !== undefined : changes.some(({ part, to }) => (part === 'assignee' || part === 'group') && to !== undefined)
    return [
      ...isNew ? this.entries('ticket.created', id, at, { ticket, revision }, doc._id) : this.entries('ticket.changed', id, at, { ticket, revision, changes: parts, by }, doc._id),
      ...isAssigned ? this.entries('ticket.assigned', id, at, { ticket }, doc._id) : []
    ]
  }

  async #alerts (): Promise<number> {
    const found = await this.#store.alerts.find({ tell: MARKED as never }).limit(BATCH).lean<AlertDoc[]>()
    await Promise.all(found.map(async (doc) => {
      const name = doc.tell as NonNullable<AlertDoc['tell']>
      await this.#outbox.add(this.entries(name, doc._id, doc.resolvedAt ?? doc.raisedAt, { alert: toAlertView(doc) }, doc._id))
      await this.#store.alerts.updateOne({ _id: doc._id, tell: name }, { $unset: { tell: 1 } })
    }))
    return found.length
  }
}
