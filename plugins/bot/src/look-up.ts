import type { FoundOrder, OrderBook, TurnContext } from '@kefuhub/contract'
import { orderNumbersIn } from './order-number.js'
import { orderValues, parcelValues } from './order-words.js'
import type { LookUp } from './rule.js'
import type { Values } from './variables.js'

/** What a look-up found: values for the reply, nothing, or that a system does not answer. */
export type Found = { state: 'found', values: Values } | { state: 'none' | 'away' }

/** Looks for the order that a customer means: the one whose number they wrote, else their latest. */
export async function lookUp (what: LookUp, orders: OrderBook, turn: TurnContext, text: string): Promise<Found> {
  const { contact, log } = turn
  const language = contact.language?.startsWith('en') === true ? 'en' : 'zh'
  const { order, isAway } = await findOrder(orders, contact.id, orderNumbersIn(text))
  if (order === undefined) return { state: isAway ? 'away' : 'none' }
  const values = orderValues(order, language)
  if (what === 'orders') return { state: 'found', values }
  try {
    return { state: 'found', values: { ...values, ...parcelValues(await orders.parcels(contact.id, order), language) } }
  } catch (err) {
    log.warn({ err, source: order.source }, 'the parcels of an order could not be read')
    return { state: 'away' }
  }
}

async function findOrder (orders: OrderBook, contact: string, numbers: readonly string[]): Promise<{ order: FoundOrder | undefined, isAway: boolean }> {
  const looks = numbers.length === 0 ? [{}] : numbers.map((number) => ({ number }))
  const found = await Promise.all(looks.map(async (look) => await orders.find(contact, { ...look, limit: 1 })))
  return { order: found.flatMap(({ orders }) => orders)[0], isAway: found.some(({ away }) => away.length > 0) }
}
