import type { Conversation } from '../../api/types.js'
import { useEntries } from '../../live/index.js'
import { useConversationContext } from '../queries.js'
import { useSeconds } from '../seconds.js'
import type { LocalizedText } from '../../api/types.js'

/** Whether the agent may write to the customer now. */
export type ReplyLeave =
  | { kind: 'open', leftMs?: number, remaining?: number }
  | { kind: 'ended', reopens: readonly LocalizedText[] }
  | { kind: 'closed' }

/** Follows the reply window of a conversation by the second. What waits to be sent counts as sent. */
export function useReplyLeave ({ id, state }: Conversation): ReplyLeave {
  const window = useConversationContext(id).data?.window
  const waiting = useEntries(id).filter((entry) => entry.state !== 'refused').length
  const now = useSeconds()
  if (state === 'closed') return { kind: 'closed' }
  if (window === undefined) return { kind: 'open' }
  const leftMs = window.until === undefined ? undefined : Date.parse(window.until) - now
  const remaining = window.remaining === undefined ? undefined : Math.max(0, window.remaining - waiting)
  if (!window.isOpen || (leftMs !== undefined && leftMs <= 0) || remaining === 0) return { kind: 'ended', reopens: window.reopens }
  return { kind: 'open', ...(leftMs !== undefined && { leftMs }), ...(remaining !== undefined && { remaining }) }
}
