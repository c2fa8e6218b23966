import { useState } from 'react'
import { Link } from 'react-router'
import { Alert, Button, Tooltip } from 'antd'
import { EditOutlined } from '@ant-design/icons'
import { ApiError } from '../api/api-error.js'
import type { TicketDetail } from '../api/types.js'
import { Failed } from '../shell/failed.js'
import { Loading } from '../shell/loading.js'
import { StandIn } from '../shell/stand-in.js'
import { useWords } from '../words/language.js'
import { LinkedText } from '../workspace/conversation/content/linked-text.js'
import { toTicketPath } from './address.js'
import { EditDialog } from './edit-dialog.js'
import { CommentForm } from './parts/comment-form.js'
import { Comments } from './parts/comments.js'
import { DueTime } from './parts/due-time.js'
import { Elsewhere } from './parts/elsewhere.js'
import { FieldFacts } from './parts/field-facts.js'
import { Files } from './parts/files.js'
import { History } from './parts/history.js'
import { Messages } from './parts/messages.js'
import { PriorityTag } from './parts/priority-tag.js'
import { Properties } from './parts/properties.js'
import { StateTag } from './parts/state-tag.js'
import { useTicket, useTicketTypes } from './queries.js'
import { words } from './words.js'
import './ticket.css'

/** A ticket with everything about it. @param id or its number */
export function TicketView ({ id }: { id: string }) {
  const { failures } = useWords(words)
  const { data: ticket, error, refetch } = useTicket(id)
  if (ticket !== undefined) return <Opened ticket={ticket} />
  if (error instanceof ApiError && error.status === 404) return <StandIn kind='info' title={failures.KH_ERR_TICKET_NOT_FOUND}>{null}</StandIn>
  return error === null ? <Loading /> : <Failed error={error} onRetry={() => { refetch() }} />
}

function Opened ({ ticket }: { ticket: TicketDetail }) {
  const own = useWords(words)
  const types = useTicketTypes()
  const type = types.find(({ id }) => id === ticket.type)
  const [isEditing, setEditing] = useState(false)
  const { number, subject, description, priority } = ticket
  return (
    <article className='ticket' aria-labelledby='ticket-subject'>
      <header className='ticket-head'>
        <h2 id='ticket-subject'><Link className='ticket-number' to={toTicketPath(ticket.id)}>{number}</Link> {subject}</h2>
        <Tooltip title={own.edit} placement='bottomRight'>
          <Button icon={<EditOutlined />} aria-label={own.edit} onClick={() => { setEditing(true) }} />
        </Tooltip>
        <div className='ticket-head-tags'><StateTag ticket={ticket} /><PriorityTag priority={priority} /><DueTime ticket={ticket} /></div>
      </header>
      <div className='ticket-parts'>
        <div className='ticket-side'>
          {types.length > 0 && type === undefined && <Alert type='warning' showIcon title={own.unknownType(ticket.type)} />}
          <Properties ticket={ticket} type={type} />
          <Elsewhere ticket={ticket} />
        </div>
        <div className='ticket-main'>
          {description !== '' && <section className='ticket-part' aria-label={own.description}><LinkedText text={description} /></section>}
          <FieldFacts ticket={ticket} type={type} />
          <Messages ticket={ticket} />
          <Files ticket={ticket} />
          <Comments ticket={ticket} />
          <CommentForm ticket={ticket.id} />
          <History ticket={ticket} type={type} />
        </div>
      </div>
      {isEditing && <EditDialog ticket={ticket} type={type} onClose={() => { setEditing(false) }} />}
    </article>
  )
}
