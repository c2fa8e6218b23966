import type { Query, QueryClient } from '@tanstack/react-query'
import { keys } from '../api/query.js'
import type { Activity, Conversation, LiveNews, Message, Ticket } from '../api/types.js'
import { Journal } from './journal.js'
import { typingKey, type inboxKey, type ticketsKey } from './keys.js'
import { mergeActivities, mergeAgents, mergeConversations, mergeIntoList, mergeIntoTickets, mergeMessages, mergeTickets } from './merge.js'
import { isByTime } from './ticket-views.js'

/** "Is typing" goes out by itself. */
const TYPING_MS = 8000
/** Counts, reply windows and the like are asked for again so long after a change at the latest, and no more often. */
const FOLLOW_UP_MS = 1500

/** Puts what the hub tells into the answers that are kept. */
export class Feed {
  readonly #client: QueryClient
  readonly #me: string
  readonly #began = new WeakMap<Query, number>()
  readonly #conversations = new Journal<Conversation>()
  readonly #tickets = new Journal<Ticket>()
  #messages = new Journal<Message>()
  #activities = new Journal<Activity>()
  #watched: string | undefined
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>()
  readonly #leave: () => void

  constructor (client: QueryClient, me: string) {
    this.#client = client
    this.#me = me
    this.#leave = client.getQueryCache().subscribe((event) => {
      if (event.type !== 'updated') return
      if (event.action.type === 'fetch') this.#began.set(event.query, Date.now())
      if (event.action.type === 'success' && event.action.manual !== true) this.#putOver(event.query)
    })
  }

  take (batch: readonly LiveNews[]): void {
    const conversations: Conversation[] = []
    const messages: Message[] = []
    for (const news of batch) {
      switch (news.kind) {
        case 'conversations': conversations.push(...news.items); break
        case 'messages': this.#look(news.conversation); messages.push(...news.items); break
        case 'activities': this.#look(news.conversation); this.#takeActivities(news.conversation, news.items); break
        case 'typing': this.#takeTyping(news.thread, news.isTyping); break
        case 'agents': mergeAgents(this.#client, news.items); break
        case 'tickets': this.#takeTickets(news.items); break
        case 'facts': this.#takeFacts(news.contacts); break
        case 'watching': if (news.conversation !== null) this.#refetchLog(news.conversation)
      }
    }
    if (conversations.length > 0) {
      this.#conversations.note(conversations)
      this.#showConversations(conversations)
    }
    if (messages.length > 0 && this.#watched !== undefined) {
      this.#messages.note(messages)
      this.#showMessages(this.#watched, messages)
    }
  }

  /** A conversation as the hub answered to an action that was asked for at a time; what was told since then is newer. */
  answerConversation (item: Conversation, askedAt: number): void {
    if (!this.#conversations.since(askedAt).some(({ id }) => id === item.id)) this.#showConversations([item])
  }

  /** Messages as the hub answered to sending them; what was told of them already is newer. */
  answerMessages (conversation: string, items: readonly Message[]): void {
    this.#showMessages(conversation, items.filter(({ id }) => !this.#messages.has(id)))
  }

  close (): void {
    this.#leave()
    for (const timer of this.#timers.values()) clearTimeout(timer)
  }

  #showConversations (items: readonly Conversation[]): void {
    mergeConversations(this.#client, this.#me, items)
    this.#later('counts', () => { this.#client.invalidateQueries({ queryKey: keys.counts }) })
  }

  #showMessages (conversation: string, items: readonly Message[]): void {
    mergeMessages(this.#client, conversation, items)
    for (const item of items) if (item.direction === 'in') this.#takeTyping(item.thread, false)
    this.#later('context', () => { this.#client.invalidateQueries({ queryKey: keys.context(conversation) }) })
  }

  #takeActivities (conversation: string, items: readonly Activity[]): void {
    this.#activities.note(items)
    mergeActivities(this.#client, conversation, items)
    this.#later('context', () => { this.#client.invalidateQueries({ queryKey: keys.context(conversation) }) })
  }

  #takeTyping (thread: string, isTyping: boolean): void {
    const name = `typing ${thread}`
    clearTimeout(this.#timers.get(name))
    this.#timers.delete(name)
    this.#client.setQueryData(typingKey(thread), isTyping)
    if (isTyping) this.#later(name, () => { this.#client.setQueryData(typingKey(thread), false) }, TYPING_MS)
  }

  #takeTickets (items: readonly Ticket[]): void {
    this.#tickets.note(items)
    mergeTickets(this.#client, this.#me, items)
    const names = new Set(items.flatMap(({ id, number }) => [id, number]))
    this.#client.invalidateQueries({ queryKey: [keys.ticket('')[0]], predicate: ({ queryKey: [, name] }) => names.has(name as string) })
    this.#later('tickets by time', () => {
      this.#client.invalidateQueries({ queryKey: keys.tickets, predicate: ({ queryKey: [, view] }) => isByTime(view as ReturnType<typeof ticketsKey>[1]) })
    })
  }

  /** A CRM may have changed the contact, too. */
  #takeFacts (contacts: readonly string[]): void {
    for (const contact of contacts) this.#client.invalidateQueries({ queryKey: keys.facts(contact) })
    if (this.#watched === undefined) return
    const { contact = '' } = this.#client.getQueryData<Conversation>(keys.conversation(this.#watched)) ?? {}
    if (contacts.includes(contact)) this.#client.invalidateQueries({ queryKey: keys.context(this.#watched) })
  }

  #refetchLog (conversation: string): void {
    this.#look(conversation)
    this.#client.invalidateQueries({ queryKey: keys.messages(conversation) })
    this.#client.invalidateQueries({ queryKey: keys.activities(conversation) })
  }

  #look (conversation: string): void {
    if (conversation === this.#watched) return
    this.#watched = conversation
    this.#messages = new Journal()
    this.#activities = new Journal()
  }

  /** An answer has come; what was told since its request began is newer. */
  #putOver (query: Query): void {
    const began = this.#began.get(query) ?? 0
    const [name, id, part] = query.queryKey
    if (name === keys.inbox[0]) {
      const [, view, filters] = query.queryKey as unknown as ReturnType<typeof inboxKey>
      mergeIntoList(this.#client, this.#me, { view, filters }, this.#conversations.since(began))
    } else if (name === keys.tickets[0]) {
      const [, view, filters] = query.queryKey as unknown as ReturnType<typeof ticketsKey>
      mergeIntoTickets(this.#client, this.#me, { view, filters }, this.#tickets.since(began))
    } else if (name === keys.conversation('')[0] && typeof id === 'string') {
      if (part === undefined) {
        const told = this.#conversations.since(began).find((item) => item.id === id)
        if (told !== undefined) this.#client.setQueryData(keys.conversation(id), told)
      } else if (id === this.#watched) {
        if (part === 'messages') mergeMessages(this.#client, id, this.#messages.since(began))
        if (part === 'activities') mergeActivities(this.#client, id, this.#activities.since(began))
      }
    }
  }

  #later (name: string, act: () => void, waitMs = FOLLOW_UP_MS): void {
    if (this.#timers.has(name)) return
    this.#timers.set(name, setTimeout(() => {
      this.#timers.delete(name)
      act()
    }, waitMs))
  }
}
