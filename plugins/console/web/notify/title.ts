import { useEffect } from 'react'
import { useCounts } from '../shell/counts.js'
import { useWords } from '../words/language.js'
import { words } from './words.js'

/** Shows in the title of the tab how many of the agent's conversations are unread. */
export function useTitle (): void {
  const { productName } = useWords(words)
  const unread = useCounts().data?.unreadMine ?? 0
  useEffect(() => {
    const before = document.title
    document.title = unread === 0 ? productName : `(${unread}) ${productName}`
    return () => { document.title = before }
  }, [unread, productName])
}
