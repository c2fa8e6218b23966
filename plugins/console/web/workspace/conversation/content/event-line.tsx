import type { Content, Message } from '../../../api/types.js'
import { useDates } from '../../../words/dates.js'
import { useWords } from '../../../words/language.js'
import { named } from '../../named.js'
import { words } from '../../words.js'
import { toEventDetail } from './event-detail.js'
import { toRating } from './rating.js'
import { SafeLink } from './safe-link.js'

type Event = Extract<Content, { type: 'event' }>

/** Something that happened and that nobody wrote. */
export function EventLine ({ event, message: { at, conversation } }: { event: Event, message: Message }) {
  const { clock, full } = useDates()
  const rating = toRating(event)
  return (
    <>
      {rating === undefined ? <Happened event={event} /> : <Rated rating={rating} isOfThis={rating.conversation === conversation} />}
      {' '}<time dateTime={at} title={full(at)}>{clock(at)}</time>
    </>
  )
}

function Happened ({ event }: { event: Event }) {
  const { content } = useWords(words)
  const detail = toEventDetail(event)
  return (
    <>
      {named(content.events, event.name) ?? content.otherEvent(event.name)}
      {detail !== undefined && <>{content.colon}{detail.url === undefined ? detail.text : <SafeLink url={detail.url}>{detail.text}</SafeLink>}</>}
    </>
  )
}

function Rated ({ rating: { score, stars, comment }, isOfThis }: { rating: NonNullable<ReturnType<typeof toRating>>, isOfThis: boolean }) {
  const { content } = useWords(words)
  return (
    <>
      {isOfThis ? content.rated : content.ratedBefore}{content.colon}
      {stars !== undefined && <><span className='log-stars' aria-hidden>{stars}</span> </>}
      {score === undefined ? content.noScore : content.score(score)}
      {comment !== undefined && ` · ${comment}`}
    </>
  )
}
