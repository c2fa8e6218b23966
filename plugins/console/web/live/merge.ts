import type { QueryClient } from '@tanstack/react-query'
import { keys } from '../api/query.js'
import type { Activity, Agent, Conversation, Message, Ticket } from '../api/types.js'
import { inboxKey, ticketsKey } from './keys.js'
import { mergeLatest, type Pages } from './pages.js'
import { isByTime, isListed, type TicketFilters, type TicketView } from './ticket-views.js'
import { belongsTo, type Filters, type View } from './views.js'

/** Puts new and changed conversations into every list that is kept, and over the one that is open. */
export function mergeConversations (client: QueryClient, me: string, items: readonly Conversation[]): void {
  for (const query of client.getQueryCache().findAll({ queryKey: keys.inbox })) {
    const [, view, filters] = query.queryKey as ReturnType<typeof inboxKey>
    mergeIntoList(client, me, { view, filters }, items)
  }
  for (const item of items) {
    const key = keys.conversation(item.id)
    if (client.getQueryData(key) !== undefined) client.setQueryData<Conversation>(key, item)
  }
}

/** Puts new and changed conversations into one list. */
export function mergeIntoList (
  client: QueryClient,
  me: string,
  { view, filters }: { view: View, filters: Filters },
  items: readonly Conversation[]
): void {
  client.setQueryData<Pages<Conversation>>(inboxKey(view, filters), (data) => data && mergeLatest(data, items, {
    timeOf: (item) => item.lastMessageAt,
    belongs: (item) => belongsTo(item, view, filters, me)
  }))
}

/** Puts new and changed messages into a conversation's log. */
export function mergeMessages (client: QueryClient, conversation: string, items: readonly Message[]): void {
  client.setQueryData<Pages<Message>>(keys.messages(conversation), (data) => data && mergeLatest(data, items, {
    timeOf: (item) => item.at,
    belongs: () => true
  }))
}

/** Puts new activities into a conversation's log, oldest first. */
export function mergeActivities (client: QueryClient, conversation: string, items: readonly Activity[]): void {
  client.setQueryData<Activity[]>(keys.activities(conversation), (known) => known && [
    ...known.filter((one) => !items.some((item) => item.id === one.id)),
    ...items
  ].sort((a, b) => a.at === b.at ? (a.id < b.id ? -1 : 1) : a.at < b.at ? -1 : 1))
}

/** Puts new and changed tickets into every list that is kept, but for those by time. */
export function mergeTickets (client: QueryClient, me: string, items: readonly Ticket[]): void {
  for (const query of client.getQueryCache().findAll({ queryKey: keys.tickets })) {
    const [, view, filters] = query.queryKey as ReturnType<typeof ticketsKey>
    mergeIntoTickets(client, me, { view, filters }, items)
  }
}

/** Puts new and changed tickets into one list, unless it is one by time. */
export function mergeIntoTickets (
  client: QueryClient,
  me: string,
  { view, filters }: { view: TicketView, filters: TicketFilters },
  items: readonly Ticket[]
): void {
  if (isByTime(view)) return
  client.setQueryData<Pages<Ticket>>(ticketsKey(view, filters), (data) => data && mergeLatest(data, items, {
    timeOf: (item) => item.changedAt,
    belongs: (item) => isListed(item, view, filters, me)
  }))
}

/** Puts changed agents over the known ones. */
export function mergeAgents (client: QueryClient, items: readonly Agent[]): void {
  client.setQueryData<Agent[]>(keys.agents, (known) => {
    if (known === undefined) return undefined
    const changed = new Map(items.map((item) => [item.id, item]))
    const kept = known.map((agent) => changed.get(agent.id) ?? agent)
    return [...kept, ...items.filter((item) => !known.some((agent) => agent.id === item.id))]
  })
}
