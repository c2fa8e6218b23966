import { useEffect } from 'react'
import { api } from '../../api/client.js'
import type { Conversation } from '../../api/types.js'

/** Says that agents have looked, as soon as somebody really does: the conversation is on screen and the window has the focus. */
export function useMarkRead (conversation: Conversation | undefined): void {
  useEffect(() => {
    if (conversation?.unread !== true) return
    const mark = (): void => {
      if (document.visibilityState !== 'visible' || !document.hasFocus()) return
      leave()
      // The hub tells that it is read. Where this fails it stays unread until the next message comes or it is opened again.
      api.post(`/conversations/${conversation.id}/read`).catch(() => {})
    }
    const leave = (): void => {
      window.removeEventListener('focus', mark)
      document.removeEventListener('visibilitychange', mark)
    }
    window.addEventListener('focus', mark)
    document.addEventListener('visibilitychange', mark)
    mark()
    return leave
  }, [conversation])
}
