import { Rejected, type Order, type OrderLine, type OrderStatus, type Return, type Shipment } from '@kefuhub/contract'
import { toEmails, toPhones } from '../erp/contact.js'
import { toMoney, toQuantity } from '../erp/money.js'
import { splitNumbers, webAddress } from '../erp/tracking.js'
import { dateAt, listAt, textAt, valueAt } from '../tickets/foreign.js'
import type { OrderOptions } from './order-options.js'

const STATUSES: readonly OrderStatus[] = ['draft', 'confirmed', 'partly-shipped', 'shipped', 'done', 'cancelled', 'unknown']
const PAYMENTS: ReadonlyArray<Order['payment']> = ['unpaid', 'partly-paid', 'paid', 'refunded', 'unknown']
const SHIPMENT_STATES: ReadonlyArray<Shipment['state']> = ['waiting', 'moving', 'delivered', 'problem', 'unknown']
const RETURN_STATUSES: ReadonlyArray<Return['status']> = ['draft', 'requested', 'approved']
const MOST_LINES = 1000
const MOST_STEPS = 500

/** The order that a result of the config's expression is. @throws Rejected where the first things are missing */
export function toOrder (result: unknown, { statuses, countryCode }: OrderOptions): Order {
  const id = textAt(result, 'id')
  const placedAt = dateAt(result, 'placedAt')
  if (id === undefined || placedAt === undefined) throw new Rejected('rest/orders/order gave no id and placedAt for what the system answered; compare the expression with an answer')
  const rawStatus = textAt(result, 'status') ?? 'unknown'
  const currency = textAt(result, 'currency')
  const externalNumber = textAt(result, 'externalNumber')
  const name = textAt(result, 'name')
  const url = webAddress(valueAt(result, 'url'))
  return {
    id,
    number: textAt(result, 'number') ?? id,
    ...(externalNumber !== undefined && { externalNumber }),
    status: (Object.hasOwn(statuses, rawStatus) ? statuses[rawStatus] : undefined) ?? oneOf(STATUSES, rawStatus),
    rawStatus,
    payment: oneOf(PAYMENTS, textAt(result, 'payment')),
    total: toMoney(valueAt(result, 'total'), currency),
    placedAt,
    changedAt: dateAt(result, 'changedAt') ?? placedAt,
    customer: {
      ...(name !== undefined && { name }),
      phones: toPhones(manyAt(result, 'phones'), countryCode),
      emails: toEmails(manyAt(result, 'emails'))
    },
    lines: manyAt(result, 'lines').slice(0, MOST_LINES).map((line, index) => toLine(line, index, currency)),
    ...(url !== undefined && { url })
  }
}

/** The parcel that a result of the config's expression is. @throws Rejected */
export function toShipment (result: unknown): Shipment {
  const id = textAt(result, 'id')
  if (id === undefined) throw new Rejected('rest/orders/logistics/shipment gave no id for what the system answered; compare the expression with an answer')
  const carrier = textAt(result, 'carrier')
  const trackingUrl = webAddress(valueAt(result, 'trackingUrl'))
  const [shippedAt, deliveredAt] = [dateAt(result, 'shippedAt'), dateAt(result, 'deliveredAt')]
  const steps = manyAt(result, 'steps').slice(-MOST_STEPS).flatMap((step) => {
    const [at, text] = [dateAt(step, 'at'), textAt(step, 'text')]
    return at === undefined || text === undefined ? [] : [{ at, text }]
  })
  return {
    id,
    number: textAt(result, 'number') ?? id,
    ...(carrier !== undefined && { carrier }),
    trackingNumbers: splitNumbers(...manyAt(result, 'trackingNumbers')),
    ...(trackingUrl !== undefined && { trackingUrl }),
    state: oneOf(SHIPMENT_STATES, textAt(result, 'state')),
    ...(shippedAt !== undefined && { shippedAt }),
    ...(deliveredAt !== undefined && { deliveredAt }),
    steps: steps.sort((one, other) => one.at.getTime() - other.at.getTime())
  }
}

/** The return that a result of the config's expression is. @throws Rejected */
export function toReturn (result: unknown): Return {
  const id = textAt(result, 'id')
  if (id === undefined) throw new Rejected('rest/orders/returns/return gave no id for what the system answered; compare the expression with an answer')
  const url = webAddress(valueAt(result, 'url'))
  return {
    id,
    number: textAt(result, 'number') ?? id,
    // What nobody says is approved is not.
    status: RETURN_STATUSES.find((status) => status === textAt(result, 'status')) ?? 'requested',
    ...(url !== undefined && { url })
  }
}

function toLine (line: unknown, index: number, currency: string | undefined): OrderLine {
  const sku = textAt(line, 'sku') ?? ''
  const price = valueAt(line, 'price')
  const title = textAt(line, 'title') ?? sku
  return {
    id: textAt(line, 'id') ?? String(index + 1),
    sku,
    title,
    quantity: toQuantity(valueAt(line, 'quantity')),
    shipped: toQuantity(valueAt(line, 'shipped')),
    returned: toQuantity(valueAt(line, 'returned')),
    ...(price !== undefined && price !== null && { price: toMoney(price, currency) })
  }
}

/** A list; JSONata gives a list of one as its only element. */
function manyAt (value: unknown, name: string): unknown[] {
  const found = valueAt(value, name)
  return Array.isArray(found) ? listAt(value, name) : found === undefined || found === null ? [] : [found]
}

function oneOf<T extends string> (values: readonly T[], value: string | undefined): T | 'unknown' {
  return values.find((one) => one === value) ?? 'unknown'
}
