import { useCallback, useEffect, useRef } from 'react'
import { useLive } from '../../live/index.js'

/** Said again while the agent goes on typing: what customers see goes out after a while. */
const AGAIN_MS = 4000
const IDLE_MS = 6000

/** Tells the customer that the agent types. @returns `typed` at every key, `stopped` when the text is sent or gone */
export function useTypingSignal (conversation: string): { typed: () => void, stopped: () => void } {
  const { tellTyping } = useLive()
  const told = useRef(0)
  const idle = useRef<number | undefined>(undefined)
  const stopped = useCallback(() => {
    window.clearTimeout(idle.current)
    if (told.current === 0) return
    told.current = 0
    tellTyping(conversation, false)
  }, [tellTyping, conversation])
  const typed = useCallback(() => {
    window.clearTimeout(idle.current)
    idle.current = window.setTimeout(stopped, IDLE_MS)
    const now = Date.now()
    if (now - told.current < AGAIN_MS) return
    told.current = now
    tellTyping(conversation, true)
  }, [tellTyping, conversation, stopped])
  useEffect(() => stopped, [stopped])
  return { typed, stopped }
}
