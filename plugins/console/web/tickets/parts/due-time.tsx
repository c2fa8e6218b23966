import type { Ticket } from '../../api/types.js'
import { isOpenTicket } from '../../live/index.js'
import { toDuration } from '../../workspace/durations.js'
import { words as workspace } from '../../workspace/words.js'
import { useDates, useNow } from '../../words/dates.js'
import { useWords } from '../../words/language.js'
import { words } from '../words.js'

/** What is left of less time than this is shown as pressing, in milliseconds. */
const PRESSING_MS = 2 * 3_600_000

/** How much time is left, or since when it is over; of a settled ticket only when it was due. */
export function DueTime ({ ticket }: { ticket: Pick<Ticket, 'dueAt' | 'state'> }) {
  const own = useWords(words)
  const { durations } = useWords(workspace)
  const { day, full } = useDates()
  const nowMs = useNow()
  const { dueAt } = ticket
  if (dueAt === undefined) return null
  if (!isOpenTicket(ticket)) return <time dateTime={dueAt} title={full(dueAt)}>{day(dueAt)}</time>
  const leftMs = Date.parse(dueAt) - nowMs
  const [className, text] = leftMs < 0
    ? ['ticket-over', own.timeOver(toDuration(-leftMs, durations))]
    : [leftMs < PRESSING_MS ? 'ticket-pressing' : undefined, own.timeLeft(toDuration(leftMs, durations))]
  return <time className={className} dateTime={dueAt} title={full(dueAt)}>{text}</time>
}
