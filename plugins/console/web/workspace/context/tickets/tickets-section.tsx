import { useState } from 'react'
import { Link } from 'react-router'
import { Button } from 'antd'
import { PlusOutlined } from '@ant-design/icons'
import type { Conversation } from '../../../api/types.js'
import { useNewTicket } from '../../../tickets/new-ticket.js'
import { DueTime } from '../../../tickets/parts/due-time.js'
import { StateTag } from '../../../tickets/parts/state-tag.js'
import { useTickets } from '../../../tickets/queries.js'
import { toTicketPath } from '../../../tickets/address.js'
import { TicketDrawer } from '../../../tickets/ticket-drawer.js'
import { words } from '../../../tickets/words.js'
import { common } from '../../../words/common.js'
import { useWords } from '../../../words/language.js'
import { Section } from '../section.js'
import '../../../tickets/ticket.css'

/** Tickets shown before "more". */
const FEW = 5

/** The tickets of the contact, and how to make one of this conversation. */
export function TicketsSection ({ conversation }: { conversation: Conversation }) {
  const own = useWords(words)
  const { more } = useWords(common)
  const create = useNewTicket()
  const [opened, setOpened] = useState<string>()
  const [count, setCount] = useState(FEW)
  const { data, hasNextPage, fetchNextPage } = useTickets('all', { contact: conversation.contact })
  const tickets = data?.pages.flatMap(({ items }) => items) ?? []
  const showMore = (): void => {
    setCount(count + 4 * FEW)
    if (count + 4 * FEW > tickets.length && hasNextPage) fetchNextPage()
  }
  return (
    <Section title={own.title}>
      <ul className='context-list'>
        {tickets.slice(0, count).map((ticket) => (
          <li key={ticket.id}>
            <Link
              className='context-link'
              to={toTicketPath(ticket.id)}
              onClick={(event) => {
                // Beside the chat it opens over it; with a key held down, as every link does.
                if (event.ctrlKey || event.metaKey || event.shiftKey) return
                event.preventDefault()
                setOpened(ticket.id)
              }}
            >
              <span className='context-cut'><span className='ticket-number'>{ticket.number}</span> {ticket.subject}</span>
              <span className='context-small'><StateTag ticket={ticket} /><DueTime ticket={ticket} /></span>
            </Link>
          </li>
        ))}
      </ul>
      {(tickets.length > count || hasNextPage) && <Button className='context-again' type='link' size='small' onClick={showMore}>{more}</Button>}
      <Button className='context-add' size='small' icon={<PlusOutlined />} aria-keyshortcuts='c' onClick={() => { create({ conversation }) }}>{own.create}</Button>
      <TicketDrawer ticket={opened} onClose={() => { setOpened(undefined) }} />
    </Section>
  )
}
