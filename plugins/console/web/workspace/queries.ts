import { keepPreviousData, useInfiniteQuery, useQuery, type QueryFunctionContext } from '@tanstack/react-query'
import { api } from '../api/client.js'
import { keys } from '../api/query.js'
import type {
  Activity, Agent, Channel, Conversation, ConversationContext, Group, Message, Page, QuickReply, SearchPage
} from '../api/types.js'
import { inboxKey, typingKey, type Filters, type View } from '../live/index.js'
import { activitiesRequest, contextRequest, conversationRequest, inboxRequest, messagesRequest } from './requests.js'

/** Told live: asked again only when news were missed. */
const LIVE = Infinity

type PageContext = QueryFunctionContext<readonly unknown[], string | undefined>
const cursors = {
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page: { next?: string }) => page.next
}

/** The conversations of a tab of the inbox, the latest first, page by page. */
export function useInbox (view: View, filters: Filters) {
  return useInfiniteQuery({
    queryKey: inboxKey(view, filters),
    queryFn: async ({ pageParam, signal }: PageContext) => await api.get<Page<Conversation>>(inboxRequest(view, filters, pageParam), { signal }),
    ...cursors,
    staleTime: LIVE
  })
}

/** What a search found, page by page. */
export function useSearch (text: string) {
  return useInfiniteQuery({
    queryKey: ['search', text],
    queryFn: async ({ pageParam, signal }: PageContext) =>
      await api.get<SearchPage>('/search', { query: { q: text, cursor: pageParam }, signal }),
    ...cursors,
    enabled: text !== '',
    placeholderData: keepPreviousData
  })
}

/** One conversation. */
export function useConversation (id: string) {
  return useQuery({
    queryKey: keys.conversation(id),
    queryFn: async ({ signal }) => await api.get<Conversation>(conversationRequest(id), { signal })
  })
}

/** The messages of a conversation, the latest first, page by page. */
export function useMessages (conversation: string) {
  return useInfiniteQuery({
    queryKey: keys.messages(conversation),
    queryFn: async ({ pageParam, signal }: PageContext) => await api.get<Page<Message>>(messagesRequest(conversation, pageParam), { signal }),
    ...cursors
  })
}

/** What agents did in a conversation, oldest first. */
export function useActivities (conversation: string) {
  return useQuery({
    queryKey: keys.activities(conversation),
    queryFn: async ({ signal }) => (await api.get<{ items: Activity[] }>(activitiesRequest(conversation), { signal })).items
  })
}

/** What stands beside a conversation. */
export function useConversationContext (conversation: string) {
  return useQuery({
    queryKey: keys.context(conversation),
    queryFn: async ({ signal }) => await api.get<ConversationContext>(contextRequest(conversation), { signal })
  })
}

/** Whether the customer of a thread types; the live connection tells it. */
export function useTyping (thread: string): boolean {
  return useQuery({ queryKey: typingKey(thread), queryFn: () => false, initialData: false, staleTime: LIVE }).data
}

/** Everybody who works with the hub. */
export function useAgents (): Agent[] {
  return useItems<Agent>(keys.agents, '/agents', LIVE)
}

/** The groups of agents. */
export function useGroups (): Group[] {
  return useItems<Group>(keys.groups, '/groups')
}

/** The ways to customers. */
export function useChannels (): Channel[] {
  return useItems<Channel>(keys.channels, '/channels')
}

/** The tags used lately. */
export function useTags (): string[] {
  return useItems<string>(keys.tags, '/tags')
}

/** The texts that are inserted by a shortcut. */
export function useQuickReplies (): QuickReply[] {
  return useItems<QuickReply>(keys.quickReplies, '/quick-replies')
}

const NONE: never[] = []

function useItems<T> (queryKey: readonly string[], path: string, staleTime = 300_000): T[] {
  const { data } = useQuery({
    queryKey,
    queryFn: async ({ signal }) => (await api.get<{ items: T[] }>(path, { signal })).items,
    staleTime
  })
  return data ?? NONE
}
