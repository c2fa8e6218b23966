import { Tag } from 'antd'
import type { TicketDetail } from '../../api/types.js'
import { Ago } from '../../words/dates.js'
import { useWords } from '../../words/language.js'
import { LinkedText } from '../../workspace/conversation/content/linked-text.js'
import { words } from '../words.js'
import { ActorName } from './actor-name.js'
import { FileList } from './file-list.js'

/** What people and other systems wrote on a ticket. */
export function Comments ({ ticket: { id: ticket, comments } }: { ticket: TicketDetail }) {
  const own = useWords(words)
  return (
    <section className='ticket-part'>
      <h3>{own.comments}</h3>
      {comments.length === 0 && <p className='context-small'>{own.commentsNone}</p>}
      <ul className='ticket-comments'>
        {comments.map(({ id, at, by, text, isPublic, files }) => (
          <li key={id} className={isPublic ? 'ticket-comment ticket-comment-public' : 'ticket-comment'}>
            <div className='ticket-comment-head'>
              <span><ActorName actor={by} /> · <Ago at={at} /></span>
              <Tag className='ticket-tag' color={isPublic ? 'processing' : 'default'}>{isPublic ? own.isPublic : own.isInternal}</Tag>
            </div>
            <LinkedText text={text} />
            <FileList ticket={ticket} files={files} />
          </li>
        ))}
      </ul>
    </section>
  )
}
