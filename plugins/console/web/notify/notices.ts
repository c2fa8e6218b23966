import { useEffect, useRef } from 'react'
import { useNavigate } from 'react-router'
import type { Conversation } from '../api/types.js'
import { useLive } from '../live/index.js'
import { useMe } from '../shell/session.js'
import { toPath } from '../workspace/address.js'
import { common } from '../words/common.js'
import { useWords } from '../words/language.js'
import { concerns } from './concern.js'
import { words } from './words.js'

/** Shows a desktop notice of each new message of a customer that concerns whoever is signed in, while the tab is out of sight. */
export function useNotices (): void {
  const live = useLive()
  const { id: me, groups } = useMe()
  const { newMessage } = useWords(words)
  const { media } = useWords(common)
  const navigate = useNavigate()
  // Changes with every address; whoever is called goes from where they are then.
  const latest = useRef(navigate)
  useEffect(() => { latest.current = navigate })
  useEffect(() => {
    const shown = new Map<string, string>()
    const show = ({ id, contactName, last, lastMessageAt }: Conversation): void => {
      if (last === undefined || shown.get(id) === lastMessageAt) return
      shown.set(id, lastMessageAt)
      const note = new Notification(newMessage(contactName), { body: last.text === '' ? media[last.type] : last.text, tag: id, silent: true })
      note.onclick = () => {
        window.focus()
        latest.current(toPath(id))
        note.close()
      }
    }
    return live.listen((batch) => {
      if (!document.hidden || !('Notification' in window) || Notification.permission !== 'granted') return
      for (const news of batch) {
        if (news.kind === 'conversations') news.items.filter((item) => concerns(item, { id: me, groups }, Date.now())).forEach(show)
      }
    })
  }, [live, me, groups, newMessage, media])
}
