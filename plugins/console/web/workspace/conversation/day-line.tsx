import dayjs from 'dayjs'
import { useDates, useNow } from '../../words/dates.js'
import { useWords } from '../../words/language.js'
import { words } from '../words.js'

/** Begins a day in the log. */
export function DayLine ({ at }: { at: string }) {
  const { conversation } = useWords(words)
  const { day } = useDates()
  const now = useNow()
  const date = dayjs(at)
  const name = date.isSame(now, 'day') ? conversation.today : date.isSame(dayjs(now).subtract(1, 'day'), 'day') ? conversation.yesterday : day(at)
  return <div className='log-day'><span>{name}</span></div>
}
