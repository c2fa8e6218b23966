import { toSearchPart } from '../api/search-part.js'
import type { Filters, View } from '../live/views.js'
import { toConversation, toFilters, toView } from './address.js'

const LIST_PAGE = 100
const LOG_PAGE = 50

/** Asks for a page of a tab of the inbox. */
export function inboxRequest (view: View, filters: Filters, cursor?: string): string {
  // A state says more than a tab.
  return `/conversations${toSearchPart({ ...(filters.state === undefined ? { view } : {}), ...filters, cursor, limit: LIST_PAGE })}`
}

/** Asks how many conversations there are in each tab. */
export const countsRequest = '/conversations/counts'

/** Asks for one conversation. */
export function conversationRequest (id: string): string {
  return `/conversations/${id}`
}

/** Asks for a page of a conversation's messages, the latest first. */
export function messagesRequest (id: string, cursor?: string): string {
  return `/conversations/${id}/messages${toSearchPart({ order: 'newest', cursor, limit: LOG_PAGE })}`
}

/** Asks what agents did in a conversation. */
export function activitiesRequest (id: string): string {
  return `/conversations/${id}/activities`
}

/** Asks for what stands beside a conversation. */
export function contextRequest (id: string): string {
  return `/conversations/${id}/context`
}

/**
 * What the first screen at an address asks for, the most wanted first.
 * @param path within the console
 */
export function firstRequests (path: string, search: string): string[] {
  const id = toConversation(path)
  if (path !== '/' && id === undefined) return [countsRequest]
  return [
    inboxRequest(toView(search), toFilters(search)),
    ...(id === undefined ? [] : [conversationRequest(id), messagesRequest(id), activitiesRequest(id), contextRequest(id)]),
    '/channels',
    '/agents',
    countsRequest
  ]
}
