import type { Content } from '../../../api/types.js'
import { useDates } from '../../../words/dates.js'
import { useWords } from '../../../words/language.js'
import { named } from '../../named.js'
import { words } from '../../words.js'

/** Something that happened and that nobody wrote. */
export function EventLine ({ content: { name, key, data }, at }: { content: Extract<Content, { type: 'event' }>, at: string }) {
  const { content } = useWords(words)
  const { clock, full } = useDates()
  const what = key ?? data?.title ?? data?.url
  return <>{named(content.events, name) ?? content.otherEvent(name)}{what !== undefined && ` “${what}”`} <time dateTime={at} title={full(at)}>{clock(at)}</time></>
}
