import type { Order, Shipment } from '@kefuhub/contract'
import type { Values } from './variables.js'

/** A language in which customers are answered. */
export type Language = 'zh' | 'en'

/** Lines of an order, and parcels, that one answer names. */
const MAX_NAMED = 5

const words = {
  zh: {
    status: { draft: '待确认', confirmed: '已确认，等待发货', 'partly-shipped': '部分已发货', shipped: '已发货', done: '已完成', cancelled: '已取消', unknown: '处理中' } satisfies Record<Order['status'], string>,
    parcel: { waiting: '等待发出', moving: '运输中', delivered: '已送达', problem: '运输异常', unknown: '状态未知' } satisfies Record<Shipment['state'], string>,
    none: '还没有包裹发出',
    more: (count: number) => `等 ${count} 项`,
    comma: '，',
    list: '、'
  },
  en: {
    status: { draft: 'waiting to be confirmed', confirmed: 'confirmed and waiting to be shipped', 'partly-shipped': 'shipped in part', shipped: 'shipped', done: 'done', cancelled: 'cancelled', unknown: 'being worked on' } satisfies Record<Order['status'], string>,
    parcel: { waiting: 'waiting to be sent', moving: 'on its way', delivered: 'delivered', problem: 'held up', unknown: 'state unknown' } satisfies Record<Shipment['state'], string>,
    none: 'no parcel has been sent yet',
    more: (count: number) => `and ${count} more`,
    comma: ', ',
    list: ', '
  }
}

/** What a reply says of an order. */
export function orderValues ({ number, status, lines, total, placedAt }: Order, language: Language): Values {
  const own = words[language]
  const named = lines.slice(0, MAX_NAMED).map(({ title, quantity }) => `${title} × ${quantity}`)
  if (lines.length > MAX_NAMED) named.push(own.more(lines.length - MAX_NAMED))
  return {
    order: number,
    status: own.status[status],
    items: named.join(own.list),
    total: `${total.amount} ${total.currency}`,
    placedOn: placedAt.toISOString().slice(0, 10)
  }
}

/** What a reply says of the parcels of an order: a line each. */
export function parcelValues (parcels: readonly Shipment[], language: Language): Values {
  const own = words[language]
  const lines = parcels.slice(0, MAX_NAMED).map(({ number, carrier, trackingNumbers, trackingUrl, state, steps }) => {
    const name = [carrier, trackingNumbers.join(' ') || number].filter(Boolean).join(' ')
    return [name, own.parcel[state], steps.at(-1)?.text, trackingUrl].filter(Boolean).join(own.comma)
  })
  if (parcels.length > MAX_NAMED) lines.push(own.more(parcels.length - MAX_NAMED))
  return { parcels: lines.length === 0 ? own.none : lines.join('\n') }
}
