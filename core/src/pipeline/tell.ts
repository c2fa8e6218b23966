import type { Clock, EventName, EventPayloads, HubEvent } from '@kefuhub/contract'
import type { Outbox, OutboxEntry } from '../outbox/outbox.js'
import type { ContactDoc } from '../store/contact-model.js'
import type { ConversationDoc } from '../store/conversation-model.js'
import type { MessageDoc } from '../store/message-model.js'
import type { Store } from '../store/store.js'
import type { Contacts } from '../desk/contacts.js'
import { toConversationView, toMessageView } from '../desk/views.js'

/** The queue of one durable subscription. */
export function eventQueue (subscriber: string): string {
  return `event:${subscriber}`
}

/**
 * Tells subscribers what happened. A change that must be told of carries a mark (`tell`) written with it; the mark goes
 * when an outbox entry for every subscriber is durable. So no event is lost between a change and its telling.
 */
export class Tell {
  readonly #store: Store
  readonly #outbox: Outbox
  readonly #contacts: Contacts
  readonly #clock: Clock
  readonly #subscribers = new Map<EventName, string[]>()

  constructor (options: { store: Store, outbox: Outbox, contacts: Contacts, clock: Clock }) {
    this.#clock = options.clock
    this.#store = options.store
    this.#outbox = options.outbox
    this.#contacts = options.contacts
  }

  subscribe (event: EventName, subscriber: string): void {
    this.#subscribers.set(event, [...this.#subscribers.get(event) ?? [], subscriber])
  }

  hasSubscribers (event: EventName): boolean { return this.#subscribers.has(event) }

  /** One outbox entry for each subscriber. @param subject what it is about; with the name it identifies the event */
  entries<N extends EventName> (name: N, subject: string, at: Date, payload: EventPayloads[N], trace: string): OutboxEntry[] {
    const event: HubEvent<N> = { id: `${name}:${subject}`, name, at, payload }
    return (this.#subscribers.get(name) ?? []).map((subscriber) => ({
      id: `${event.id}>${subscriber}`,
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

  /** Tells what the marks of conversations and contacts say; for the sweep and right after a change. */
  async marked (): Promise<void> {
    // Marks are texts; saying so lets the partial indexes answer.
    const tell = { $gt: '' }
    const [conversations, contacts] = await Promise.all([
      this.#store.conversations.find({ tell }).limit(100).lean<ConversationDoc[]>(),
      this.#store.contacts.find({ tell }).limit(100).lean<ContactDoc[]>()
    ])
    await Promise.all([
      ...conversations.map(async (doc) => {
        await this.#outbox.add(this.entries('conversation.closed', doc._id, doc.closedAt ?? doc.lastMessageAt, { conversation: toConversationView(doc) }, doc._id))
        await this.#store.conversations.updateOne({ _id: doc._id, tell: doc.tell as string }, { $unset: { tell: 1 } })
      }),
      ...contacts.map(async (doc) => {
        const contact = await this.#contacts.view(doc._id)
        if (contact !== undefined) await this.#outbox.add(this.entries('contact.changed', doc.tell as string, new Date(this.#clock.now()), { contact }, doc._id))
        // A change that came meanwhile set another mark, which stays.
        await this.#store.contacts.updateOne({ _id: doc._id, tell: doc.tell as string }, { $unset: { tell: 1 } })
      })
    ])
  }
}
