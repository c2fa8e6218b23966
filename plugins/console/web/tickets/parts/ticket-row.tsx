import { Link } from 'react-router'
import type { Ticket } from '../../api/types.js'
import { Ago } from '../../words/dates.js'
import { useLocalized, useWords } from '../../words/language.js'
import { useAgentName, useGroupName } from '../../workspace/names.js'
import { toTicketPath } from '../address.js'
import { useTicketTypes } from '../queries.js'
import { words } from '../words.js'
import { DueTime } from './due-time.js'
import { PriorityTag } from './priority-tag.js'
import { StateTag } from './state-tag.js'

/** One ticket in a list. */
export function TicketRow ({ ticket, search, isOpen }: { ticket: Ticket, search: string, isOpen: boolean }) {
  const own = useWords(words)
  const localized = useLocalized()
  const agentName = useAgentName()
  const groupName = useGroupName()
  const { id, number, type, subject, priority, assignee, group, order, changedAt } = ticket
  const title = useTicketTypes().find((each) => each.id === type)?.title
  return (
    <Link className='ticket-row' to={{ pathname: toTicketPath(id), search }} aria-current={isOpen ? 'page' : undefined}>
      <span className='ticket-row-subject'>
        <span className='ticket-number'>{number}</span> {subject}
      </span>
      <span className='ticket-row-tags'><StateTag ticket={ticket} /><PriorityTag priority={priority} /></span>
      <span className='ticket-row-about'>{title === undefined ? type : localized(title)}{order !== undefined && ` · ${own.order} ${order.number}`}</span>
      <span className='ticket-row-who'>{assignee === undefined ? own.nobody : agentName(assignee)}{group !== undefined && ` · ${groupName(group)}`}</span>
      <span className='ticket-row-due'><DueTime ticket={ticket} /></span>
      <span className='ticket-row-changed'><Ago at={changedAt} /></span>
    </Link>
  )
}
