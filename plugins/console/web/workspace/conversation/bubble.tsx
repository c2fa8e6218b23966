import { memo } from 'react'
import { Link } from 'react-router'
import { RobotOutlined } from '@ant-design/icons'
import type { Message } from '../../api/types.js'
import { useDates } from '../../words/dates.js'
import { useWords } from '../../words/language.js'
import { words } from '../words.js'
import { ContentView } from './content/content-view.js'
import { EventLine } from './content/event-line.js'
import { Delivery } from './delivery.js'
import { toTicketOf } from './ticket-author.js'

/** One message. The first of a group says who wrote it and when. */
export const Bubble = memo(function Bubble ({ message, isFirst, contactName }: { message: Message, isFirst: boolean, contactName: string }) {
  const { from, content: own } = useWords(words)
  const { clock, full } = useDates()
  const { id, direction, at, content, author, delivery } = message
  if (content.type === 'event') return <div className='log-system' data-line={id}><EventLine event={content} message={message} /></div>
  const ticket = toTicketOf(author)
  const kind = direction === 'in' ? 'customer' : author?.kind ?? 'agent'
  return (
    <div className={`log-message log-${direction} log-from-${kind}${isFirst ? ' log-first' : ''}`} data-line={id}>
      {isFirst && (
        <div className='log-author'>
          {kind === 'bot' && <RobotOutlined aria-hidden />}
          <span>{kind === 'customer' ? contactName : author?.name === undefined ? from[kind] : kind === 'agent' ? author.name : `${author.name} · ${from[kind]}`}</span>
          {ticket !== undefined && <Link to={ticket}>{own.seeTicket}</Link>}
          <time dateTime={at} title={full(at)}>{clock(at)}</time>
        </div>
      )}
      <div className='log-body'>
        <div className='log-bubble' title={isFirst ? undefined : full(at)}><ContentView message={message} /></div>
        {delivery !== undefined && <Delivery message={id} delivery={delivery} />}
      </div>
    </div>
  )
})
