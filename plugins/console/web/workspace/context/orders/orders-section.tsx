import { useState } from 'react'
import { Button, Input } from 'antd'
import type { Contact, Conversation, Orders } from '../../../api/types.js'
import { useWords } from '../../../words/language.js'
import { Section } from '../section.js'
import { OrderView } from './order-view.js'
import { useOrders } from './queries.js'
import { words } from './words.js'

/** Orders shown before "all". */
const FEW = 3

/** The orders of the contact in every connected system. Takes no room until the hub answered, and where there is no such system. */
export function OrdersSection ({ contact, conversation }: { contact: Contact, conversation: Conversation }) {
  const { title } = useWords(words)
  const [number, setNumber] = useState<string>()
  const all = useOrders(contact.id)
  const found = useOrders(contact.id, number)
  const isLinked = contact.phones.length + contact.emails.length > 0
  return all.data?.map(({ source }) => (
    <OneSystem
      key={source}
      title={all.data.length === 1 ? title : `${title} · ${source}`}
      conversation={conversation}
      orders={found.data?.find((each) => each.source === source) ?? all.data.find((each) => each.source === source) as Orders}
      number={number}
      isLinked={isLinked}
      isFetching={found.isFetching}
      onFind={setNumber}
      onRetry={() => { found.refetch() }}
    />
  ))
}

interface Props {
  title: string
  conversation: Conversation
  orders: Orders
  /** That was looked for. */
  number: string | undefined
  isLinked: boolean
  isFetching: boolean
  onFind: (number: string | undefined) => void
  onRetry: () => void
}

function OneSystem ({ title, conversation, orders: { source, state, reason, orders, hasParcels, takesReturns }, number, isLinked, isFetching, onFind, onRetry }: Props) {
  const own = useWords(words)
  const [isWhole, setWhole] = useState(false)
  if (!isLinked) return <Section title={title}><p className='context-quiet'>{own.notLinked}</p></Section>
  return (
    <Section title={title}>
      <Input.Search
        className='context-find'
        size='small'
        allowClear
        maxLength={128}
        aria-label={own.findNumber}
        placeholder={own.findNumber}
        onSearch={(text) => { onFind(text.trim() === '' ? undefined : text.trim()) }}
      />
      <div role='status'>
        {number !== undefined && isFetching && <span className='context-quiet'>{own.finding(number)}</span>}
        {state === 'failed' && <div className='context-trouble'>{own.failed}<div className='context-small context-trouble'>{reason}</div></div>}
        {state === 'ok' && orders.length === 0 && !isFetching && <span className='context-quiet'>{number === undefined ? own.none : own.noneOf(number)}</span>}
      </div>
      {state === 'failed' && <Button className='context-again' type='link' size='small' loading={isFetching} onClick={onRetry}>{own.again}</Button>}
      <ul className='context-list'>
        {(isWhole ? orders : orders.slice(0, FEW)).map((order) => (
          <li key={order.id}>
            <OrderView conversation={conversation} source={source} order={order} hasParcels={hasParcels} takesReturns={takesReturns} startsOpen={number !== undefined} />
          </li>
        ))}
      </ul>
      {!isWhole && orders.length > FEW && <Button className='context-again' type='link' size='small' onClick={() => { setWhole(true) }}>{own.more(orders.length - FEW)}</Button>}
    </Section>
  )
}
