import { ClockCircleOutlined } from '@ant-design/icons'
import { useWords } from '../../words/language.js'
import { useDuration } from '../duration.js'
import { useSeconds } from '../seconds.js'
import { words } from '../words.js'

const AMBER_MS = 60_000
const RED_MS = 300_000

/** For how long a customer waits for an answer. */
export function Waiting ({ since }: { since: string }) {
  const { inbox } = useWords(words)
  const toWords = useDuration()
  const waitedMs = useSeconds() - Date.parse(since)
  const time = toWords(waitedMs)
  const urgency = waitedMs >= RED_MS ? ' inbox-waiting-red' : waitedMs >= AMBER_MS ? ' inbox-waiting-amber' : ''
  return (
    <span className={`inbox-waiting${urgency}`} role='timer' aria-label={inbox.waiting(time)} aria-live='off' title={inbox.waiting(time)}>
      <ClockCircleOutlined aria-hidden /> {time}
    </span>
  )
}
