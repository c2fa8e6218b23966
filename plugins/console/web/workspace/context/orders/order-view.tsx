import { useId, useState } from 'react'
import { Button } from 'antd'
import { CaretDownOutlined, CaretRightOutlined } from '@ant-design/icons'
import type { Conversation, Order } from '../../../api/types.js'
import { later } from '../../../shell/later.js'
import { OnDemand } from '../../../shell/on-demand.js'
import { useNewTicket } from '../../../tickets/new-ticket.js'
import { useDates } from '../../../words/dates.js'
import { useLanguage, useWords } from '../../../words/language.js'
import { SafeLink } from '../../conversation/content/safe-link.js'
import { Facts } from '../section.js'
import { toMoney } from './money.js'
import { Parcels } from './parcels.js'
import { findReturnable } from './returnable.js'
import { words } from './words.js'

const ReturnDialog = later(async () => (await import('./return-dialog.js')).ReturnDialog)

interface Props {
  conversation: Conversation
  source: string
  order: Order
  hasParcels: boolean
  takesReturns: boolean
  startsOpen: boolean
}

/** One order; its lines and what can be done with it when it is opened. */
export function OrderView ({ startsOpen, ...props }: Props) {
  const own = useWords(words)
  const { language } = useLanguage()
  const { day, full } = useDates()
  const [isOpen, setOpen] = useState(startsOpen)
  const id = useId()
  const { number, status, payment, total, placedAt } = props.order
  return (
    <>
      <button type='button' className='context-order' aria-expanded={isOpen} aria-controls={id} onClick={() => { setOpen(!isOpen) }}>
        <span className='context-order-line'>
          {isOpen ? <CaretDownOutlined aria-hidden /> : <CaretRightOutlined aria-hidden />}
          <span className='context-cut context-strong'>{number}</span>
          <span>{toMoney(total, language)}</span>
        </span>
        <span className='context-small'>
          {own.states[status]}{own.payments[payment] !== '' && ` · ${own.payments[payment]}`} · <time dateTime={placedAt} title={full(placedAt)}>{day(placedAt)}</time>
        </span>
      </button>
      <div id={id} hidden={!isOpen}>{isOpen && <Details {...props} />}</div>
    </>
  )
}

function Details ({ conversation, source, order, hasParcels, takesReturns }: Omit<Props, 'startsOpen'>) {
  const own = useWords(words)
  const { language } = useLanguage()
  const createTicket = useNewTicket()
  const [isReturning, setReturning] = useState(false)
  const { id, number, externalNumber, rawStatus, lines, url } = order
  return (
    <div className='context-order-open'>
      <ul className='context-lines'>
        {lines.map((line) => (
          <li key={line.id}>
            <span>{line.title} {own.line(line.quantity)}</span>
            <span className='context-small'>
              {[line.sku, line.price && toMoney(line.price, language), line.shipped > 0 && own.shipped(line.shipped), line.returned > 0 && own.returned(line.returned)].filter(Boolean).join(' · ')}
            </span>
          </li>
        ))}
      </ul>
      <Facts facts={[[own.customerNumber, externalNumber], [own.rawStatus, rawStatus], ['', url === undefined ? undefined : <SafeLink key='url' url={url}>{own.openOrder}</SafeLink>]]} />
      {hasParcels && <Parcels contact={conversation.contact} source={source} order={id} />}
      <div className='context-actions'>
        <Button size='small' onClick={() => { createTicket({ conversation, order: { source, id, number } }) }}>{own.createTicket}</Button>
        {takesReturns && findReturnable(order).length > 0 && <Button size='small' onClick={() => { setReturning(true) }}>{own.createReturn}</Button>}
      </div>
      <OnDemand isOpen={isReturning}>
        {isReturning && <ReturnDialog contact={conversation.contact} source={source} order={order} onClose={() => { setReturning(false) }} />}
      </OnDemand>
    </div>
  )
}
