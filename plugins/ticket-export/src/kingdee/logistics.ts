import type { Shipment } from '@kefuhub/contract'
import { parseLocalTime } from '../erp/local-time.js'
import { splitNumbers } from '../erp/tracking.js'
import { textAt } from '../tickets/foreign.js'
import { APPROVED } from './facts.js'
import { idsIn, isId, quoted } from './filter.js'
import type { K3, Row } from './k3.js'

/** The number of an order, by which deliveries name it. */
export async function numberOf (k3: K3, orderId: string): Promise<string | undefined> {
  if (!isId(orderId)) return undefined
  return textAt((await k3.query('order', ['orderNumber'], idsIn(k3.fieldOf('orderId'), [orderId]), { limit: 1 }))[0], 'orderNumber')
}

/** What left, or will leave, the warehouse for an order. */
export async function readLogistics (k3: K3, orderId: string, timeZone: string): Promise<Shipment[]> {
  const number = await numberOf(k3, orderId)
  if (number === undefined) return []
  const rows = await k3.query('delivery', ['deliveryId', 'deliveryNumber', 'deliveryDate', 'deliveryStatus', 'deliveryCarrier', 'deliveryWaybill'], `${k3.fieldOf('deliveryOrder')}=${quoted(number)}`, { order: k3.fieldOf('deliveryId') })
  // A condition on lines gives a row for each of them.
  const deliveries = [...new Map(rows.map((row) => [textAt(row, 'deliveryId') ?? '', row]))]
  const traces = await readTraces(k3, deliveries.map(([id]) => id))
  return deliveries.map(([id, row]) => toShipment(id, row, traces.filter((trace) => textAt(trace, 'deliveryId') === id), timeZone))
}

/** Waybills in the table of traces: in a query of their own, since two tables in one give every pair of their rows. */
async function readTraces (k3: K3, ids: string[]): Promise<Row[]> {
  if (ids.length === 0 || !await k3.has('delivery', k3.fieldOf('traceWaybill'))) return []
  return k3.query('delivery', ['deliveryId', 'traceCarrier', 'traceWaybill'], idsIn(k3.fieldOf('deliveryId'), ids))
}

function toShipment (id: string, row: Row, traces: readonly Row[], timeZone: string): Shipment {
  const carrier = traces.map((trace) => textAt(trace, 'traceCarrier')).find((name) => name !== undefined) ?? textAt(row, 'deliveryCarrier')
  const isGone = row.deliveryStatus === APPROVED
  const shippedAt = isGone ? parseLocalTime(textAt(row, 'deliveryDate'), timeZone) : undefined
  return {
    id,
    number: textAt(row, 'deliveryNumber') ?? id,
    ...(carrier !== undefined && { carrier }),
    trackingNumbers: splitNumbers(textAt(row, 'deliveryWaybill'), ...traces.map((trace) => textAt(trace, 'traceWaybill'))),
    // An approved delivery says that goods left, and nothing of their way.
    state: isGone ? 'moving' : 'waiting',
    ...(shippedAt && { shippedAt }),
    steps: []
  }
}
