import { Badge, Button, Input, Popover, Tabs } from 'antd'
import { FilterOutlined, PlusOutlined } from '@ant-design/icons'
import { TICKET_VIEWS, type TicketView } from '../live/index.js'
import { useIsNarrow } from '../shell/narrow.js'
import { useWords } from '../words/language.js'
import { useColors } from '../workspace/colors.js'
import { NewTicketProvider, useNewTicket } from './new-ticket.js'
import { TicketFilterForm } from './parts/filter-form.js'
import { TicketList } from './parts/ticket-list.js'
import { useTicketPlace, type TicketPlace } from './place.js'
import { TicketDrawer } from './ticket-drawer.js'
import { words } from './words.js'
import './ticket.css'
import './tickets.css'

/** All tickets, and the one that is open. */
export default function TicketsPage () {
  return <NewTicketProvider><Screen /></NewTicketProvider>
}

function Screen () {
  const own = useWords(words)
  const place = useTicketPlace()
  return (
    <section className='tickets' style={useColors()} aria-labelledby='tickets-title'>
      <Head place={place} />
      <Tabs
        className='tickets-tabs'
        size='small'
        activeKey={place.view}
        onChange={(key) => { place.go(key as TicketView, place.filters) }}
        aria-label={own.viewsLabel}
        items={TICKET_VIEWS.map((view) => ({ key: view, label: own.views[view] }))}
      />
      <TicketList key={JSON.stringify([place.view, place.filters])} place={place} />
      <TicketDrawer ticket={place.ticket} onClose={() => { place.open(undefined) }} />
    </section>
  )
}

function Head ({ place }: { place: TicketPlace }) {
  const own = useWords(words)
  const isNarrow = useIsNarrow()
  const create = useNewTicket()
  const count = Object.keys(place.filters).length
  return (
    <header className='tickets-head'>
      <h1 id='tickets-title'>{own.title}</h1>
      <Input.Search
        className='tickets-number'
        maxLength={128}
        aria-label={own.findNumber}
        placeholder={own.findNumber}
        onSearch={(number) => { if (number.trim() !== '') place.open(number.trim()) }}
      />
      <Popover trigger='click' placement='bottomRight' title={own.filters} content={<TicketFilterForm place={place} />} destroyOnHidden>
        <Badge count={count} size='small' color='#1667c7'>
          <Button icon={<FilterOutlined />} aria-label={count === 0 ? own.filters : own.filtersOn(count)} title={own.filters} />
        </Badge>
      </Popover>
      <Button type='primary' icon={<PlusOutlined />} aria-label={own.create} onClick={() => { create({}) }}>{isNarrow ? undefined : own.create}</Button>
    </header>
  )
}
