import { Form, Select } from 'antd'
import type { OrderRef } from '../../api/types.js'
import { useWords } from '../../words/language.js'
import { useOrders } from '../../workspace/context/orders/queries.js'
import { words } from '../words.js'

/** Which order of a contact a ticket is about, in a form; nothing where no system has any. */
export function OrderItem ({ contact, given }: { contact: string, given: OrderRef | undefined }) {
  const own = useWords(words)
  const { data = [] } = useOrders(contact)
  const known: OrderRef[] = data.flatMap(({ source, orders }) => orders.map(({ id, number }) => ({ source, id, number })))
  const offered = given === undefined || known.some((order) => keyOf(order) === keyOf(given)) ? known : [given, ...known]
  if (offered.length === 0) return null
  return (
    <Form.Item
      name='order'
      label={own.order}
      getValueProps={(order: OrderRef | undefined) => ({ value: order === undefined ? null : keyOf(order) })}
      normalize={(key: string | undefined) => offered.find((order) => keyOf(order) === key)}
    >
      <Select allowClear showSearch={{ optionFilterProp: 'label' }} options={offered.map((order) => ({ value: keyOf(order), label: order.number }))} />
    </Form.Item>
  )
}

function keyOf ({ source, id }: OrderRef): string { return `${source} ${id}` }
