import type { Message } from '../../api/types.js'
import type { Entry } from '../../live/outbox/entry.js'

/** Whether what the hub made of an entry is in the log already: it is told live before the request is answered. */
export function isShown ({ state, content, after }: Entry, messages: readonly Message[], me: string): boolean {
  if (state !== 'sending' || content === undefined) return false
  for (let index = messages.length - 1; index >= 0; index--) {
    const message = messages[index]
    if (message === undefined || message.id === after) return false
    if (message.author?.id !== `agent:${me}`) continue
    // Long text is split: its first part begins it.
    if (content.type === 'text' ? message.content.type === 'text' && content.text.startsWith(message.content.text) : message.content.type === content.type) return true
  }
  return false
}
