import { useMemo } from 'react'
import { Empty } from 'antd'
import { Asked } from '../../parts/asked.js'
import { More } from '../../parts/more.js'
import type { Page, Ticket } from '../../api/types.js'
import { useWords } from '../../words/language.js'
import type { TicketPlace } from '../place.js'
import { useTickets } from '../queries.js'
import { words } from '../words.js'
import { TicketRow } from './ticket-row.js'

/** The tickets of a list. */
export function TicketList ({ place }: { place: TicketPlace }) {
  const own = useWords(words)
  const list = useTickets(place.view, place.filters)
  const items = useMemo(() => toItems(list.data?.pages), [list.data])
  const isFiltered = Object.keys(place.filters).length > 0
  return (
    <div className='ticket-list'>
      <Asked query={list}>
        {() => items.length === 0
          ? <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={isFiltered ? own.emptyFiltered : own.empty[place.view]} />
          : (
            <>
              <ul className='ticket-rows' aria-label={own.list}>
                {items.map((ticket) => <li key={ticket.id}><TicketRow ticket={ticket} search={place.search} isOpen={ticket.id === place.ticket} /></li>)}
              </ul>
              <More list={list} />
            </>
            )}
      </Asked>
    </div>
  )
}

/** What moved between two pages while they were read is taken once. */
function toItems (pages: ReadonlyArray<Page<Ticket>> = []): Ticket[] {
  return [...new Map(pages.flatMap(({ items }) => items).map((ticket) => [ticket.id, ticket])).values()]
}
