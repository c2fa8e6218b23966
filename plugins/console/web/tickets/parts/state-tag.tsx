import { Tag } from 'antd'
import type { Ticket } from '../../api/types.js'
import { useLocalized, useWords } from '../../words/language.js'
import { useTicketTypes } from '../queries.js'
import { words } from '../words.js'

const COLORS: Readonly<Record<Ticket['state'], string>> = {
  new: 'processing', 'in-progress': 'processing', 'waiting-customer': 'warning', 'on-hold': 'default', solved: 'success', closed: 'default'
}

/** The status of a ticket as its type calls it, in the colour of what it means. */
export function StateTag ({ ticket: { type, status, state } }: { ticket: Pick<Ticket, 'type' | 'status' | 'state'> }) {
  const { states } = useWords(words)
  const localized = useLocalized()
  const title = useTicketTypes().find(({ id }) => id === type)?.statuses.find(({ id }) => id === status)?.title
  return <Tag className='ticket-tag' color={COLORS[state]}>{title === undefined ? states[state] : localized(title)}</Tag>
}
