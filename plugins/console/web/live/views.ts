import type { Conversation } from '../api/types.js'

/** A tab of the inbox. */
export type View = 'mine' | 'unassigned' | 'all' | 'closed'
/** All tabs of the inbox, in their order. */
export const VIEWS = ['mine', 'unassigned', 'all', 'closed'] as const satisfies readonly View[]

/** What narrows a tab down. */
export interface Filters {
  channel?: string
  tag?: string
  assignee?: string
  group?: string
  /** Only in the tab `all`: the others say it themselves. */
  state?: Conversation['state']
}

/** Whether a conversation is in a tab under filters, by the same rules as the hub's list. */
export function belongsTo (conversation: Conversation, view: View, filters: Filters, me: string): boolean {
  return isInView(conversation, view, me) &&
    (filters.channel === undefined || conversation.channel === filters.channel) &&
    (filters.tag === undefined || conversation.tags.includes(filters.tag)) &&
    (filters.assignee === undefined || conversation.assignee === filters.assignee) &&
    (filters.group === undefined || conversation.group === filters.group) &&
    (filters.state === undefined || conversation.state === filters.state)
}

function isInView (conversation: Conversation, view: View, me: string): boolean {
  switch (view) {
    case 'mine': return conversation.assignee === me && conversation.state !== 'closed'
    case 'unassigned': return conversation.state === 'waiting' && conversation.assignee === undefined
    case 'all': return conversation.state !== 'closed'
    case 'closed': return conversation.state === 'closed'
  }
}
