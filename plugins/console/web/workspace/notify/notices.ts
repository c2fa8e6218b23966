import { useEffect } from 'react'
import type { Conversation } from '../../api/types.js'
import { useLive } from '../../live/index.js'
import { useMe } from '../../shell/session.js'
import { useWords } from '../../words/language.js'
import { words } from '../words.js'

/** News older than this were missed while away: no notice is made of them. */
const FRESH_MS = 60_000

/** Shows a desktop notice of each new message of a customer that concerns the agent, while the tab is out of sight. */
export function useNotices (open: (conversation: string) => void): void {
  const live = useLive()
  const me = useMe()
  const { notice, media } = useWords(words)
  useEffect(() => {
    const shown = new Map<string, string>()
    return live.listen((batch) => {
      if (!document.hidden || !('Notification' in window) || Notification.permission !== 'granted') return
      for (const news of batch) {
        if (news.kind !== 'conversations') continue
        for (const conversation of news.items) {
          const { id, contactName, last, lastMessageAt } = conversation
          if (last?.from !== 'customer' || !concerns(conversation, me.id, me.groups) || shown.get(id) === lastMessageAt) continue
          if (Date.now() - Date.parse(lastMessageAt) > FRESH_MS) continue
          shown.set(id, lastMessageAt)
          const note = new Notification(notice.newMessage(contactName), { body: last.text === '' ? media[last.type] : last.text, tag: id, silent: true })
          note.onclick = () => {
            window.focus()
            open(id)
            note.close()
          }
        }
      }
    })
  }, [live, me.id, me.groups, notice, media, open])
}

function concerns ({ unread, assignee, group, state }: Conversation, me: string, groups: readonly string[]): boolean {
  if (!unread) return false
  if (assignee !== undefined) return assignee === me
  return state === 'waiting' && (group === undefined || groups.includes(group))
}
