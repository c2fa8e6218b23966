import { useEffect, useState } from 'react'
import { DisconnectOutlined } from '@ant-design/icons'
import { useLiveState } from '../live/index.js'
import { useWords } from '../words/language.js'
import { words } from './words.js'

/** A line that is back within this time was never worth a word. */
const PATIENCE_MS = 1500

/** Says that no news come in, for as long as that is so. */
export function AwayBar () {
  const { away } = useWords(words)
  const isAway = useLiveState() === 'away'
  const [isLong, setLong] = useState(false)
  useEffect(() => {
    if (!isAway) return
    const timer = window.setTimeout(() => { setLong(true) }, PATIENCE_MS)
    return () => {
      window.clearTimeout(timer)
      setLong(false)
    }
  }, [isAway])
  return <div className={isAway && isLong ? 'workspace-away' : undefined} role='status'>{isAway && isLong && <><DisconnectOutlined aria-hidden /> {away}</>}</div>
}
