import { useCallback, useEffect, useRef, useState } from 'react'
import { useMe } from '../../shell/session.js'
import { keepDraft, readDraft } from './drafts.js'

/** How long after the last key a draft is written down. */
const PAUSE_MS = 300

/** A text that outlives its field: it is there again when the agent comes back. An empty text is forgotten at once. */
export function useDraft (name: string): [text: string, setText: (text: string) => void] {
  const { id: me } = useMe()
  const [text, setText] = useState(() => readDraft(me, name))
  const pending = useRef<{ timer: number, text: string } | undefined>(undefined)
  const flush = useCallback(() => {
    if (pending.current === undefined) return
    window.clearTimeout(pending.current.timer)
    keepDraft(me, name, pending.current.text)
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
