import type { Conversation } from '../api/types.js'

/** News older than this were missed while away: nobody is called for them. */
const FRESH_MS = 60_000

/** Who may be called. */
export interface Callee { id: string, groups: readonly string[] }

/** Whether somebody is to be called because of a conversation: a customer wrote just now, to them or to nobody in particular. */
export function concerns ({ unread, assignee, group, state, last, lastMessageAt }: Conversation, me: Callee, now: number): boolean {
  if (!unread || last?.from !== 'customer' || now - Date.parse(lastMessageAt) > FRESH_MS) return false
  if (assignee !== undefined) return assignee === me.id
  return state === 'waiting' && (group === undefined || me.groups.includes(group))
}
