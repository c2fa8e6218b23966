import type { Shipment } from '@kefuhub/contract'
import { splitNumbers, webAddress } from '../erp/tracking.js'
import { PICKING_FIELDS } from './facts.js'
import type { Domain, Odoo, Row } from './odoo.js'
import { nameOf, textOf, timeOf, toId } from './value.js'

const MAX_PARCELS = 100

/** The condition that picks the deliveries of an order. */
export function deliveriesOf (orderId: number): Domain {
  return [['sale_id', '=', orderId], ['picking_type_code', '=', 'outgoing']]
}

/** What left, or will leave, the warehouse for an order, oldest first. */
export async function readLogistics (odoo: Odoo, orderId: string): Promise<Shipment[]> {
  const id = toId(orderId)
  if (id === undefined) return []
  const pickings = await odoo.searchRead('stock.picking', [...deliveriesOf(id), ['state', '!=', 'cancel']], PICKING_FIELDS, { limit: MAX_PARCELS })
  return pickings.map(toShipment)
}

function toShipment (picking: Row): Shipment {
  const carrier = nameOf(picking.carrier_id)
  const trackingUrl = webAddress(picking.carrier_tracking_url)
  const isGone = picking.state === 'done'
  const shippedAt = isGone ? timeOf(picking.date_done) : undefined
  return {
    id: String(picking.id),
    number: textOf(picking.name) ?? String(picking.id),
    ...(carrier !== undefined && { carrier }),
    trackingNumbers: splitNumbers(picking.carrier_tracking_ref),
    ...(trackingUrl !== undefined && { trackingUrl }),
    // Odoo knows when a parcel left, and nothing of its way.
    state: isGone ? 'moving' : 'waiting',
    ...(shippedAt && { shippedAt }),
    steps: []
  }
}
