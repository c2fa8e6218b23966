import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { useMe } from '../../shell/session.js'
import { Drafts } from './drafts.js'

/** How long after the last key a draft is written down. */
const PAUSE_MS = 300

const drafts = new Drafts(localStorage)

/** A text that outlives its field: it is there again when the agent comes back. An empty text is forgotten at once. */
export function useDraft (name: string): [text: string, setText: (text: string) => void] {
  const { id: me } = useMe()
  const [text, setText] = useState(() => drafts.read(me, name))
  const pending = useRef<{ timer: number, text: string } | undefined>(undefined)
  const flush = useCallback(() => {
    if (pending.current === undefined) return
    window.clearTimeout(pending.current.timer)
    drafts.keep(me, name, pending.current.text)
    pending.current = undefined
  }, [me, name])
  useEffect(() => {
    window.addEventListener('pagehide', flush)
    return () => {
      window.removeEventListener('pagehide', flush)
      flush()
    }
  }, [flush])
  const change = useCallback((next: string) => {
    setText(next)
    window.clearTimeout(pending.current?.timer)
    pending.current = { text: next, timer: window.setTimeout(flush, PAUSE_MS) }
    if (next === '') flush()
  }, [flush])
  return [text, change]
}

/** Whether a conversation has unsent text. */
export function useHasDraft (me: string, conversation: string): boolean {
  return useSyncExternalStore(drafts.subscribe, () => drafts.has(me, conversation))
}
