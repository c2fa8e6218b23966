import { useEffect } from 'react'
import { api } from '../../api/client.js'
import type { Conversation } from '../../api/types.js'
import { useLive } from '../../live/index.js'

/** Says that agents have looked, as soon as somebody really does: the conversation is on screen and the window has the focus. */
export function useMarkRead (conversation: Conversation | undefined): void {
  const { takeConversations } = useLive()
  useEffect(() => {
    if (conversation?.unread !== true) return
    const mark = (): void => {
      if (document.visibilityState !== 'visible' || !document.hasFocus()) return
      leave()
      api.post(`/conversations/${conversation.id}/read`).then(
        () => { takeConversations([{ ...conversation, unread: false }]) },
        // It stays unread and is marked when the next message comes or it is opened again.
        () => {})
    }
    const leave = (): void => {
      window.removeEventListener('focus', mark)
      document.removeEventListener('visibilitychange', mark)
    }
    window.addEventListener('focus', mark)
    document.addEventListener('visibilitychange', mark)
    mark()
    return leave
  }, [conversation, takeConversations])
}
